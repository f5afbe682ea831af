import { useMutation, useQuery } from "@tanstack/react-query";
import { api, refresh } from "../../api.ts";
import type { Released } from "../../shapes.ts";
import { Button } from "../../ui/button.tsx";
import { Sheet } from "../../ui/dialog.tsx";
import { Facts, Failure, Note, Waiting } from "../../ui/parts.tsx";
import { count, counted } from "../../ui/words.ts";
import { reasonOf } from "./reason.ts";

/** First what would be accepted, then it is. */
export function ReleaseDialog({ source, onClose }: { source: string; onClose: () => void }) {
  const preview = useQuery({
    queryKey: ["release", source],
    queryFn: () => api("POST /api/quarantine/release", { json: { source, preview: true } }),
    gcTime: 0,
    staleTime: 0,
  });
  const release = useMutation({
    mutationFn: () => api("POST /api/quarantine/release", { json: { source } }),
    onSuccess: () => refresh("GET /api/quarantine", "GET /api/events", "GET /api/stats", "GET /api/sources"),
  });
  const done = release.data;
  const holds = preview.data?.accepted ?? 0;
  return (
    <Sheet
      footer={
        done ? (
          <Button look="main" onClick={onClose}>
            Close
          </Button>
        ) : (
          <>
            <Button look="quiet" onClick={onClose}>
              Cancel
            </Button>
            <Button busy={release.isPending} disabled={holds === 0} look="main" onClick={() => release.mutate()}>
              {holds === 0 ? "Nothing to release" : `Release ${count(holds)}`}
            </Button>
          </>
        )
      }
      note="Each is verified again, as of when it came in, with the secrets that this process was started with. Those that hold are accepted, oldest first."
      onClose={onClose}
      open
      title={`Release ${source}`}
    >
      {preview.error && <Failure error={preview.error} what="Preview" />}
      {release.error && <Failure error={release.error} what="Release" />}
      {done ? (
        <Note title={`${counted(done.accepted, "event")} accepted.`} tone="good">
          {done.duplicates > 0
            ? `${counted(done.duplicates, "more")} had come in by another way already.`
            : "Their handlers have begun."}
        </Note>
      ) : preview.data ? (
        <Preview report={preview.data} />
      ) : (
        !preview.error && <Waiting rows={2} />
      )}
    </Sheet>
  );
}

function Preview({ report }: { report: Released }) {
  const refused = Object.entries(report.refused);
  return (
    <>
      <Facts
        items={[
          [
            "Looked at",
            <span className="figures" key="n">
              {count(report.examined)}
            </span>,
          ],
          [
            "Would be accepted",
            <strong className="figures" key="a">
              {count(report.accepted)}
            </strong>,
          ],
          ...refused.map(([code, n]) => [`Still refused`, `${count(n)} · ${reasonOf(code).title}`] as const),
        ]}
      />
      {report.accepted === 0 && (
        <Note title="None of them verifies yet." tone="warn">
          Put the right secret into the config and restart. To find it: open one of the requests, and try it there.
        </Note>
      )}
    </>
  );
}
