import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, useApi } from "../../api.ts";
import { Body } from "../../body/Body.tsx";
import { Headers, headerOf } from "../../body/Headers.tsx";
import { useLiveRefresh } from "../../live/live.ts";
import type { EventDetail } from "../../shapes.ts";
import { Button, Copy } from "../../ui/button.tsx";
import { ReplayIcon } from "../../ui/icons.tsx";
import { Failure, Head, Note, Part, Waiting } from "../../ui/parts.tsx";
import { State } from "../../ui/state.tsx";
import { Ago, Said } from "../../ui/text.tsx";
import { bytes } from "../../ui/words.ts";
import { useKeys } from "../events/useKeys.ts";
import { ReplayDialog } from "./ReplayDialog.tsx";
import { Timeline } from "./Timeline.tsx";

const back = { to: "/events", name: "Events" };

export function EventPage({ id }: { id: string }) {
  const event = useApi("GET /api/events/{id}", { params: { id } });
  useLiveRefresh(["GET /api/events/{id}"], {
    every: 400,
    when: (m) => m.kind === "resync" || ((m.kind === "state" || m.kind === "event") && m.data.id === id),
  });
  const [replaying, setReplaying] = useState(false);
  useKeys({ r: () => event.data?.bodyKept && setReplaying(true) });
  if (!event.data) {
    return (
      <>
        <Head back={back} title="Event" />
        {event.error ? <Failure error={event.error} what="The event could not be loaded" /> : <Waiting />}
      </>
    );
  }
  const { data } = event;
  return (
    <>
      <Head back={back} note={<Facts event={data} />} title={<Said>{data.type}</Said>}>
        <CopyCurl id={id} kept={data.bodyKept} />
        <Button disabled={!data.bodyKept} look="main" onClick={() => setReplaying(true)} title="r">
          <ReplayIcon className="size-3.5" />
          Replay…
        </Button>
      </Head>
      <div className="grid gap-x-10 gap-y-8 xl:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
        <Part title="What happened">
          <Timeline event={data} />
        </Part>
        <div className="min-w-0 space-y-8">
          {data.bodyKept ? (
            <Bytes event={data} />
          ) : (
            <Note title="Its body is not kept any more.">
              <code className="data">retention</code> in the config says how long bodies are kept. What happened to it
              still stands.
            </Note>
          )}
          {data.headers.length > 0 && <Headers headers={data.headers} />}
        </div>
      </div>
      {replaying && <ReplayDialog id={id} onClose={() => setReplaying(false)} />}
    </>
  );
}

function Facts({ event }: { event: EventDetail }) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <State className="font-medium" state={event.state} />
      <span>{event.source}</span>
      <Ago at={event.receivedAt} exact />
      <span className="figures">{bytes(event.size)}</span>
      <span className="data anywhere basis-full text-muted">
        {event.id}
        {event.key !== null && (
          <>
            {" · key "}
            <Said>{event.key}</Said>
          </>
        )}
      </span>
    </div>
  );
}

function Bytes({ event }: { event: EventDetail }) {
  const body = useApi(
    "GET /api/events/{id}/body",
    { params: { id: event.id } },
    { staleTime: Number.POSITIVE_INFINITY, gcTime: 0 },
  );
  if (body.error) return <Failure error={body.error} what="The body could not be loaded" />;
  if (!body.data) return <Waiting rows={3} />;
  return (
    <Body
      bytes={body.data}
      contentType={headerOf(event.headers, "content-type")}
      download={`/api/events/${event.id}/body`}
    />
  );
}

/** Signed afresh by the server: the old signature's time has passed. */
function CopyCurl({ id, kept }: { id: string; kept: boolean }) {
  const curl = useMutation({ mutationFn: () => api("POST /api/events/{id}/curl", { params: { id }, json: {} }) });
  if (!kept) return null;
  return (
    <span className="inline-flex flex-col items-end gap-1">
      <Copy text={async () => (await curl.mutateAsync()).command}>Copy as curl</Copy>
      {curl.data?.note && (
        <span className="max-w-64 text-xs text-muted" role="status">
          {curl.data.note}
        </span>
      )}
      {curl.error && (
        <span className="max-w-64 text-xs text-dead" role="alert">
          {curl.error.message}
        </span>
      )}
    </span>
  );
}
