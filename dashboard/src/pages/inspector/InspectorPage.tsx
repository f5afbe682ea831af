import { useMutation } from "@tanstack/react-query";
import { Link, useLocation } from "wouter";
import { api, refresh, useApi } from "../../api.ts";
import { useLiveRefresh } from "../../live/live.ts";
import { Button } from "../../ui/button.tsx";
import { PlusIcon } from "../../ui/icons.tsx";
import { card, Empty, Failure, Head, Waiting } from "../../ui/parts.tsx";
import { Ago } from "../../ui/text.tsx";
import { counted } from "../../ui/words.ts";

export default function InspectorPage() {
  const { data, error } = useApi("GET /api/bins");
  useLiveRefresh(["GET /api/bins"], { every: 500, when: (m) => m.kind === "bin" });
  const [, navigate] = useLocation();
  const create = useMutation({
    mutationFn: () => api("POST /api/bins", { json: {} }),
    onSuccess: ({ id }) => {
      refresh("GET /api/bins");
      navigate(`/inspector/${id}`);
    },
  });
  return (
    <>
      <Head
        note="A bin is an address that takes any request and shows it as it came: to see what a sender sends before there is a source for it."
        title="Inspector"
      >
        <Button busy={create.isPending} look="main" onClick={() => create.mutate()}>
          <PlusIcon className="size-3.5" />
          New bin
        </Button>
      </Head>
      {create.error && (
        <div className="mb-4">
          <Failure error={create.error} what="New bin" />
        </div>
      )}
      {error && !data ? (
        <Failure error={error} what="The bins could not be loaded" />
      ) : !data ? (
        <Waiting rows={3} />
      ) : data.items.length === 0 ? (
        <Empty title="There is no bin yet.">
          <p>
            Make one, give its address to a provider or paste its curl, and watch. It tells who sends by the headers,
            checks a signature if you give it the secret, and writes the config of a source for you.
          </p>
          <p>Bins are kept in memory, bounded, and go a day after their last request.</p>
        </Empty>
      ) : (
        <ul className={`${card} divide-y divide-line overflow-hidden`}>
          {data.items.map((bin) => (
            <li key={bin.id}>
              <Link
                className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-6 px-4 py-3 outline-offset-[-2px] hover:bg-sunken"
                href={`/inspector/${bin.id}`}
              >
                <span className="data truncate">{bin.url}</span>
                <span className="figures text-sm text-soft">{counted(bin.requests, "request")}</span>
                <span className="col-span-2 text-xs text-muted">
                  made <Ago at={bin.createdAt} />, goes <Ago at={bin.expiresAt} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
