import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, refresh } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Sheet } from "../../ui/dialog.tsx";
import { PauseIcon, PlayIcon } from "../../ui/icons.tsx";
import { Failure } from "../../ui/parts.tsx";
import { Said } from "../../ui/text.tsx";

export interface Pausable {
  readonly kind: "source" | "destination";
  readonly name: string;
  readonly paused: boolean;
}

/** Opens the question; what is paused shows it by the other word. */
export function PauseButton({ kind, name, paused }: Pausable) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button
        aria-label={`${paused ? "Resume" : "Pause"} ${name}`}
        look={paused ? "plain" : "quiet"}
        onClick={() => setAsking(true)}
      >
        {paused ? <PlayIcon className="size-3.5" /> : <PauseIcon className="size-3.5" />}
        {paused ? "Resume" : "Pause"}
      </Button>
      {asking && <PauseDialog kind={kind} name={name} onClose={() => setAsking(false)} paused={paused} />}
    </>
  );
}

const MEANING = {
  source: {
    pause:
      "Its events go on being received, verified and stored, and its provider gets its answers as ever. None of them is delivered until you resume.",
    resume: "What waited is delivered now, oldest first, as fast as its destinations take it.",
  },
  destination: {
    pause:
      "Events go on being received and stored, and other destinations get theirs. Nothing is handed to this one until you resume; what runs already is left to end.",
    resume: "What waited is handed to it now, oldest first, as fast as it takes it.",
  },
};

function PauseDialog({ kind, name, paused, onClose }: Pausable & { onClose: () => void }) {
  const verb = paused ? "resume" : "pause";
  const change = useMutation({
    mutationFn: () =>
      api(paused ? "POST /api/resume" : "POST /api/pause", {
        json: kind === "source" ? { source: name } : { destination: name },
      }),
    onSuccess: () => {
      refresh("GET /api/work", "GET /api/sources", "GET /api/sources/{name}", "GET /api/stats");
      onClose();
    },
  });
  return (
    <Sheet
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button busy={change.isPending} look="main" onClick={() => change.mutate()}>
            {paused ? "Resume" : "Pause"}
          </Button>
        </>
      }
      note={
        <>
          The {kind} <Said className="data text-ink">{name}</Said>
        </>
      }
      onClose={onClose}
      open
      title={paused ? "Resume deliveries?" : "Pause deliveries?"}
    >
      <p>{MEANING[kind][verb]}</p>
      {!paused && (
        <p className="text-soft">It holds for every process on this store, and over restarts. The audit log has it.</p>
      )}
      {change.error && <Failure error={change.error} what={paused ? "Resume" : "Pause"} />}
    </Sheet>
  );
}

/** Beside a name: that nothing of it is handled at present. */
export function Paused() {
  return (
    <span className="inline-flex items-center gap-1 rounded border border-retry/30 bg-retry-wash px-1.5 py-px text-xs font-medium text-retry">
      <PauseIcon className="size-3" />
      paused
    </span>
  );
}
