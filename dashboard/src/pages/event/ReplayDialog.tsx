import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { api, refresh, useApi } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Sheet } from "../../ui/dialog.tsx";
import { Area, Field, Segments, Select } from "../../ui/field.tsx";
import { Failure, Note, Waiting } from "../../ui/parts.tsx";

type How = "all" | "one" | "edited";

/** New deliveries of an event: to all, to one destination, or edited. */
export function ReplayDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const [how, setHow] = useState<How>("all");
  const event = useApi("GET /api/events/{id}", { params: { id } }).data;
  const work = useApi("GET /api/work", undefined, { retry: false }).data?.items ?? [];
  const owed = event?.deliveries.map(({ destination }) => destination) ?? [];
  const destinations = [...new Set([...owed, ...work.map(({ destination }) => destination)])];
  const [destination, setDestination] = useState("");
  const one = destination || destinations[0] || "";
  const { text, loading, failed } = useText(id, how === "edited");
  const [edited, setEdited] = useState<string>();
  const [type, setType] = useState<string>();
  const [, navigate] = useLocation();

  const replay = useMutation({
    mutationFn: async () => {
      if (how !== "edited") {
        await api("POST /api/events/{id}/replay", { params: { id }, json: how === "one" ? { destination: one } : {} });
        return undefined;
      }
      const json = { body: edited ?? text ?? "", ...(type === undefined ? {} : { type }) };
      return (await api("POST /api/events/{id}/edited", { params: { id }, json })).id;
    },
    onSuccess: (made) => {
      refresh("GET /api/events/{id}", "GET /api/events", "GET /api/stats");
      onClose();
      if (made) navigate(`/events/${made}`);
    },
  });

  const missing = (how === "one" && !one) || (how === "edited" && text === undefined);
  return (
    <Sheet
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button busy={replay.isPending} disabled={missing} look="main" onClick={() => replay.mutate()}>
            Replay
          </Button>
        </>
      }
      note="New deliveries beside the old ones. What its handlers did before is not undone."
      onClose={onClose}
      open
      title="Replay"
      wide={how === "edited"}
    >
      <Segments<How>
        label="Replay to"
        onChange={setHow}
        options={[
          ["all", "All destinations"],
          ["one", "One"],
          ["edited", "Edited"],
        ]}
        value={how}
      />
      {how === "all" && <p className="text-soft">To everything that it is routed to today.</p>}
      {how === "one" && (
        <Select
          label="Destination"
          onChange={(e) => setDestination(e.target.value)}
          options={destinations.map((d) => [d, d] as const)}
          value={one}
        />
      )}
      {how === "edited" && loading && <Waiting rows={2} />}
      {how === "edited" && failed && <Failure error={failed} what="Its body could not be loaded" />}
      {how === "edited" && text === undefined && !loading && !failed && (
        <Note>Its body is no text, so it cannot be edited here.</Note>
      )}
      {how === "edited" && text !== undefined && (
        <>
          <Field label="Type" onChange={(e) => setType(e.target.value)} value={type ?? event?.type ?? ""} />
          <Area
            hint="A new event, marked as made from this one. No signature is checked: you answer for it."
            label="Body"
            onChange={(e) => setEdited(e.target.value)}
            rows={14}
            value={edited ?? text}
          />
        </>
      )}
      {replay.error && <Failure error={replay.error} what="Replay" />}
    </Sheet>
  );
}

/** Its body as text, once somebody wants to edit it; without `text` when loaded: it is none. */
function useText(id: string, wanted: boolean): { text?: string; loading: boolean; failed: Error | null } {
  const { data, error } = useApi(
    "GET /api/events/{id}/body",
    { params: { id } },
    { enabled: wanted, staleTime: Number.POSITIVE_INFINITY },
  );
  if (!data) return { loading: !error, failed: error };
  return { text: textOf(data), loading: false, failed: null };
}

function textOf(data: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    return undefined;
  }
}
