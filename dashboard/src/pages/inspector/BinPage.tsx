import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { api, refresh, useApi } from "../../api.ts";
import { useLiveRefresh } from "../../live/live.ts";
import type { BinRequest } from "../../shapes.ts";
import { Button } from "../../ui/button.tsx";
import { card, Empty, Failure, Head, Note, Part, Paste, Waiting } from "../../ui/parts.tsx";
import { StateMark } from "../../ui/state.tsx";
import { Ago, Said } from "../../ui/text.tsx";
import { bytes, counted } from "../../ui/words.ts";
import { BinSettings } from "./BinSettings.tsx";
import { Caught } from "./Caught.tsx";
import { ToSource } from "./ToSource.tsx";

const back = { to: "/inspector", name: "Inspector" };

/** As many requests as a bin keeps. */
const KEPT = 200;

export default function BinPage({ id }: { id: string }) {
  const bin = useApi("GET /api/bins/{id}", { params: { id } });
  const requests = useApi("GET /api/bins/{id}/requests", { params: { id }, query: { limit: KEPT } });
  useLiveRefresh(["GET /api/bins/{id}/requests", "GET /api/bins/{id}"], {
    every: 250,
    when: (m) => m.kind === "resync" || (m.kind === "bin" && m.data.bin === id),
  });
  const [chosen, setChosen] = useState<string>();
  const [becoming, setBecoming] = useState(false);
  const [, navigate] = useLocation();
  const remove = useMutation({
    mutationFn: () => api("DELETE /api/bins/{id}", { params: { id } }),
    onSuccess: () => {
      refresh("GET /api/bins");
      navigate("/inspector");
    },
  });
  if (!bin.data) {
    return (
      <>
        <Head back={back} title="Bin" />
        {bin.error ? <Failure error={bin.error} what="The bin could not be loaded" /> : <Waiting />}
      </>
    );
  }
  const items = requests.data?.items ?? [];
  const shown = items.find((request) => request.id === chosen) ?? items[0];
  return (
    <>
      <Head
        back={back}
        note={
          <>
            Goes <Ago at={bin.data.expiresAt} /> unless something comes.
          </>
        }
        title="Bin"
      >
        <Button busy={remove.isPending} look="danger" onClick={() => remove.mutate()}>
          Delete
        </Button>
        <Button look="main" onClick={() => setBecoming(true)}>
          Make it a source…
        </Button>
      </Head>
      {remove.error && <Failure error={remove.error} what="Delete" />}
      <div className="mb-6 space-y-3">
        <Paste label="Address of the bin" text={bin.data.url} />
        <BinSettings bin={bin.data} />
      </div>
      {requests.error && !requests.data && <Failure error={requests.error} what="Its requests could not be loaded" />}
      {items.length === 0 ? (
        <Empty title="It waits for its first request.">
          <p>It takes any method, any path below it and any content type. Try it:</p>
          <Paste
            label="Command"
            text={`curl -i ${bin.data.url} -H 'content-type: application/json' -d '{"hello":"bin"}'`}
          />
        </Empty>
      ) : (
        <div className="grid gap-x-8 gap-y-6 xl:grid-cols-[minmax(0,2fr)_minmax(0,5fr)]">
          <Part className="min-w-0" note={counted(items.length, "request")} title="Caught">
            <ol className={`${card} max-h-[70dvh] divide-y divide-line overflow-y-auto`}>
              {items.map((request) => (
                <li key={request.id}>
                  <Row chosen={request.id === shown?.id} onChoose={() => setChosen(request.id)} request={request} />
                </li>
              ))}
            </ol>
          </Part>
          {shown && <Caught bin={id} key={shown.id} request={shown} />}
        </div>
      )}
      {becoming && <ToSource bin={bin.data} guess={shown?.provider?.id} onClose={() => setBecoming(false)} />}
    </>
  );
}

function Row({ request: r, chosen, onChoose }: { request: BinRequest; chosen: boolean; onChoose: () => void }) {
  return (
    <button
      aria-pressed={chosen}
      className="arrive block w-full px-3.5 py-2.5 text-left outline-offset-[-2px] hover:bg-sunken aria-pressed:bg-accent-wash"
      onClick={onChoose}
      type="button"
    >
      <span className="flex items-baseline justify-between gap-3">
        <span className="data truncate font-medium">
          <Said>{`${r.method} ${below(r.url)}`}</Said>
        </span>
        <Ago at={r.receivedAt} className="text-xs text-muted" />
      </span>
      <span className="flex items-center gap-2 text-xs text-muted">
        {r.verdict && <StateMark className="size-3" state={r.verdict.ok ? "done" : "dead"} />}
        {r.provider ? r.provider.name : "nobody we know"} · {bytes(r.size)}
      </span>
    </button>
  );
}

/** What differs: all of them begin with the bin's own address. */
const below = (url: string): string => url.replace(/^\/bin\/[0-9a-f]{20}(?=\/|\?|$)/, "") || "/";

export function Verdict({ request: { verdict, provider } }: { request: BinRequest }) {
  if (verdict) {
    return (
      <Note
        title={verdict.ok ? "Its signature is right." : <Said>{verdict.message}</Said>}
        tone={verdict.ok ? "good" : "warn"}
      >
        {verdict.ok ? provider && `As ${provider.name} signs.` : verdict.code}
      </Note>
    );
  }
  return provider ? (
    <Note title={`It looks like ${provider.name}.`}>
      Give the bin the secret, and the next one's signature is checked.
    </Note>
  ) : null;
}
