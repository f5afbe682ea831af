import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { api, refresh } from "../../api.ts";
import type { ReplayFilter } from "../../shapes.ts";
import { Button } from "../../ui/button.tsx";
import { Sheet } from "../../ui/dialog.tsx";
import { Select } from "../../ui/field.tsx";
import { card, Failure, Note, Waiting } from "../../ui/parts.tsx";
import { StateMark } from "../../ui/state.tsx";
import { Ago, Said } from "../../ui/text.tsx";
import { count, counted, span } from "../../ui/words.ts";

const PACES = ["1", "10", "100", "1000"].map((n) => [n, `${count(Number(n))} a second`] as const);

/** Many events again: first which ones, then at a pace. */
export function BulkReplay({
  filter,
  destination,
  onClose,
}: {
  filter: ReplayFilter;
  destination?: string;
  onClose: () => void;
}) {
  const [rate, setRate] = useState("100");
  // The filter of a moment ago must not become another while the dialog is open.
  const [asked] = useState({ filter, ...(destination ? { destination } : {}) });
  const preview = useQuery({
    queryKey: ["POST /api/replays/preview", asked],
    queryFn: () => api("POST /api/replays/preview", { json: asked }),
    gcTime: 0,
  });
  const [path, navigate] = useLocation();
  const start = useMutation({
    mutationFn: () => api("POST /api/replays", { json: { ...asked, rate: Number(rate) } }),
    onSuccess: () => {
      refresh("GET /api/replays");
      onClose();
      if (path !== "/work") navigate("/work");
    },
  });
  const found = preview.data;
  const all = found ? `${count(found.count)}${found.complete ? "" : " or more"}` : "";
  return (
    <Sheet
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button
            busy={start.isPending}
            disabled={!found || found.count === 0}
            look="main"
            onClick={() => start.mutate()}
          >
            {found && found.count > 0 ? `Replay ${all}` : "Replay"}
          </Button>
        </>
      }
      note={
        destination ? (
          <>
            To <Said className="data">{destination}</Said>
          </>
        ) : (
          "To everything that each is routed to today."
        )
      }
      onClose={onClose}
      open
      title="Replay many"
    >
      {preview.error && <Failure error={preview.error} what="Preview" />}
      {start.error && <Failure error={start.error} what="Replay" />}
      {!found && !preview.error && <Waiting rows={3} />}
      {found && found.count === 0 && <Note>No event fits: there is nothing to replay.</Note>}
      {found && found.count > 0 && (
        <>
          <div>
            <p className="mb-2 text-soft">
              <strong className="figures text-ink">{all}</strong> {found.count === 1 ? "event fits" : "events fit"}; the
              newest:
            </p>
            <ul className={`${card} divide-y divide-line`}>
              {found.sample.slice(0, 5).map((event) => (
                <li className="flex items-center gap-3 px-3 py-2" key={event.id}>
                  <StateMark state={event.state} />
                  <span className="min-w-0 flex-1 truncate">
                    <Said>{event.type}</Said> <span className="text-muted">{event.source}</span>
                  </span>
                  <Ago at={event.receivedAt} className="text-sm text-muted" />
                </li>
              ))}
            </ul>
          </div>
          <Select
            hint={`Takes about ${span(Math.max(1_000, (found.count / Number(rate)) * 1_000))}. ${counted(found.count, "event")} at once may be more than a destination takes.`}
            label="Pace"
            onChange={(e) => setRate(e.target.value)}
            options={PACES}
            value={rate}
          />
        </>
      )}
    </Sheet>
  );
}
