import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { AnswerOf } from "../../../../src/client/routes.ts";
import { api, useApi } from "../../api.ts";
import { Body } from "../../body/Body.tsx";
import { Headers, headerOf } from "../../body/Headers.tsx";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { card, Facts, Failure, Head, Note, Part, Waiting } from "../../ui/parts.tsx";
import { Ago, Prose, Said } from "../../ui/text.tsx";
import { bytes, counted } from "../../ui/words.ts";
import { ReleaseDialog } from "./ReleaseDialog.tsx";
import { reasonOf } from "./reason.ts";

const back = { to: "/quarantine", name: "Quarantine" };

export function QuarantinedPage({ id }: { id: string }) {
  const found = useApi("GET /api/quarantine/{id}", { params: { id } });
  const body = useApi(
    "GET /api/quarantine/{id}/body",
    { params: { id } },
    { staleTime: Number.POSITIVE_INFINITY, gcTime: 0 },
  );
  const [releasing, setReleasing] = useState(false);
  if (!found.data) {
    return (
      <>
        <Head back={back} title="Request in quarantine" />
        {found.error ? <Failure error={found.error} what="The request could not be loaded" /> : <Waiting />}
      </>
    );
  }
  const { source, reason, detail, method, url, receivedAt, size, headers } = found.data;
  const { title, advice } = reasonOf(reason);
  // Many a diagnosis ends with the advice, which then stands below by itself.
  const said = (advice ? detail.replace(advice, "") : detail).trim() || title;
  const unread = unreadOf(found.data);
  return (
    <>
      <Head
        back={back}
        note={
          <span className="flex flex-wrap gap-x-4">
            <span>{source}</span>
            <Ago at={receivedAt} exact />
          </span>
        }
        title={title}
      >
        {!unread && (
          <Button look="main" onClick={() => setReleasing(true)}>
            Release {source}…
          </Button>
        )}
      </Head>
      <div className="grid gap-x-10 gap-y-8 xl:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
        <div className="min-w-0 space-y-8">
          <Part title="What is wrong">
            <Note title={<Prose>{said}</Prose>} tone="warn">
              {advice && <Prose>{advice}</Prose>}
            </Note>
          </Part>
          {!unread && <TrySecret id={id} />}
          <Part title="Request">
            <div className={`${card} px-4 py-3`}>
              <Facts
                items={[
                  [
                    "Method",
                    <Said className="data" key="m">
                      {method}
                    </Said>,
                  ],
                  [
                    "Address",
                    <Said className="data" key="u">
                      {url}
                    </Said>,
                  ],
                  ["Size", unread ? "not read" : bytes(size)],
                  [
                    "Reason",
                    <code className="data" key="r">
                      {reason}
                    </code>,
                  ],
                  [
                    "Id",
                    <code className="data" key="i">
                      {id}
                    </code>,
                  ],
                ]}
              />
            </div>
          </Part>
        </div>
        <div className="min-w-0 space-y-8">
          {body.error && <Failure error={body.error} what="The body could not be loaded" />}
          {unread && (
            <Part title="Body">
              <p className={`${card} px-4 py-3 text-muted`}>{unread}</p>
            </Part>
          )}
          {body.data && !unread && (
            <Body
              bytes={body.data}
              contentType={headerOf(headers, "content-type")}
              download={`/api/quarantine/${id}/body`}
            />
          )}
          <Headers headers={headers} />
        </div>
      </div>
      {releasing && <ReleaseDialog onClose={() => setReleasing(false)} source={source} />}
    </>
  );
}

/** What is said in place of a body that was announced, and left unread as no signature came with it. */
function unreadOf({ size, reason, headers }: AnswerOf<"GET /api/quarantine/{id}">): string | undefined {
  if (size > 0 || reason !== "SIGNATURE_MISSING") return undefined;
  const announced = Number(headerOf(headers, "content-length"));
  if (announced > 0) return `Not read: it was not signed (${counted(announced, "byte")} were announced).`;
  return headerOf(headers, "transfer-encoding") ? "Not read: it was not signed." : undefined;
}

/** Would it verify with this secret? It goes to the server and is forgotten there. */
function TrySecret({ id }: { id: string }) {
  const [secret, setSecret] = useState("");
  const attempt = useMutation({
    mutationFn: () => api("POST /api/quarantine/{id}/try", { params: { id }, json: { secret } }),
  });
  const verdict = attempt.data;
  return (
    <Part title="Try a secret">
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (secret) attempt.mutate();
        }}
      >
        <div className="flex items-end gap-2">
          <div className="flex-1">
            <Field
              autoComplete="off"
              hidden
              label="Secret"
              onChange={(e) => {
                setSecret(e.target.value);
                attempt.reset();
              }}
              placeholder="The secret as the provider shows it"
              type="password"
              value={secret}
            />
          </div>
          <Button busy={attempt.isPending} disabled={!secret} type="submit">
            Try
          </Button>
        </div>
        <div aria-live="polite">
          {verdict && (
            <Note
              title={verdict.ok ? "It verifies with this secret." : <Said>{verdict.message}</Said>}
              tone={verdict.ok ? "good" : "warn"}
            >
              {verdict.ok
                ? "Put it into the config or its environment variable, restart, and release."
                : verdict.advice}
            </Note>
          )}
          {attempt.error && <Failure error={attempt.error} what="Try" />}
          {!verdict && !attempt.error && (
            <p className="text-xs text-muted">Used once, never stored and never logged.</p>
          )}
        </div>
      </form>
    </Part>
  );
}
