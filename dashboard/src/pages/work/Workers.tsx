import { useApi } from "../../api.ts";
import { card, Note, Part } from "../../ui/parts.tsx";
import { Ago, Said } from "../../ui/text.tsx";
import { count, counted } from "../../ui/words.ts";

/** The processes on this store, and what nobody works for. */
export function Workers() {
  const { data } = useApi("GET /api/workers", undefined, { refetchInterval: 10_000, retry: false });
  if (!data) return null;
  return (
    <Part note={counted(data.items.filter(({ alive }) => alive).length, "process", "processes")} title="Workers">
      {data.unknown.length > 0 && (
        <div className="mb-3">
          <Note title="Nobody works for these" tone="warn">
            {data.unknown.map(({ destination, pending }) => `${destination} (${count(pending)} waiting)`).join(", ")}
          </Note>
        </div>
      )}
      {data.items.length === 0 ? (
        <p className={`${card} px-4 py-3 text-soft`}>No process was seen within a day.</p>
      ) : (
        <ul className={`${card} divide-y divide-line overflow-hidden`}>
          {data.items.map((one) => {
            const held = Object.values(one.holds).reduce((sum, n) => sum + n, 0);
            return (
              <li className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 px-4 py-2.5" key={one.id}>
                <span className="data min-w-0 flex-1 basis-48 truncate">
                  <Said>{one.host}</Said> · {one.pid}
                </span>
                <span className="text-sm text-soft">
                  {[
                    one.receives ? "receives" : "",
                    one.destinations ? `works for ${counted(one.destinations.length, "destination")}` : "",
                    held > 0 ? `holds ${count(held)}` : "",
                  ]
                    .filter(Boolean)
                    .join(", ")}
                </span>
                <span className={`text-sm ${one.alive ? "text-muted" : "text-retry"}`}>
                  {one.alive ? "up since " : "last seen "}
                  <Ago at={one.alive ? one.startedAt : one.seenAt} />
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </Part>
  );
}
