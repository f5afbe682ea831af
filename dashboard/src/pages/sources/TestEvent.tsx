import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { api, refresh } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { Failure, Note, Part } from "../../ui/parts.tsx";
import { reasonOf } from "../quarantine/reason.ts";

/** A signed event of our own through the whole way in: whether address, secret and handlers hold together. */
export function TestEvent({ name, canSign, unverified }: { name: string; canSign: boolean; unverified: boolean }) {
  const [type, setType] = useState("");
  const send = useMutation({
    mutationFn: () => api("POST /api/sources/{name}/test", { params: { name }, json: type ? { type } : {} }),
    onSuccess: () => refresh("GET /api/sources/{name}", "GET /api/events", "GET /api/stats", "GET /api/quarantine"),
  });
  const result = send.data;
  return (
    <Part title="Send a test event">
      {!canSign && !unverified ? (
        <Note>
          Only the provider can sign for this source: it holds a private key, and here is the public one. Send a test
          from its console.
        </Note>
      ) : (
        <form
          className="space-y-3"
          onSubmit={(event) => {
            event.preventDefault();
            send.mutate();
          }}
        >
          <div className="flex items-end gap-2">
            <div className="flex-1">
              <Field
                hidden
                label="Type"
                onChange={(e) => setType(e.target.value)}
                placeholder="Type, or leave it to us"
                value={type}
              />
            </div>
            <Button busy={send.isPending} type="submit">
              Send
            </Button>
          </div>
          <p className="text-xs text-muted">Signed here, and taken in and handled as any other.</p>
          <div aria-live="polite">
            {send.error && <Failure error={send.error} what="Send" />}
            {result &&
              (result.id ? (
                <Note title={`Answered ${result.status}: accepted.`} tone="good">
                  <Link className="text-accent underline underline-offset-2" href={`/events/${result.id}`}>
                    See what became of it
                  </Link>
                </Note>
              ) : (
                <Note
                  title={`Answered ${result.status}${result.code ? `: ${reasonOf(result.code).title}` : ""}.`}
                  tone="warn"
                >
                  {result.message}
                </Note>
              ))}
          </div>
        </form>
      )}
    </Part>
  );
}
