import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, refresh } from "../../api.ts";
import type { Bin } from "../../shapes.ts";
import { Button } from "../../ui/button.tsx";
import { Area, Field } from "../../ui/field.tsx";
import { card, Failure } from "../../ui/parts.tsx";

/** What the bin answers, and by what it checks signatures. */
export function BinSettings({ bin }: { bin: Bin }) {
  const { answer } = bin;
  const [status, setStatus] = useState(String(answer.status));
  const [delay, setDelay] = useState(String(answer.delay));
  const [headers, setHeaders] = useState(
    Object.entries(answer.headers)
      .map(([name, value]) => `${name}: ${value}`)
      .join("\n"),
  );
  const [body, setBody] = useState(answer.body);
  const [provider, setProvider] = useState(bin.provider ?? "");
  const [secret, setSecret] = useState("");
  const [forget, setForget] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      api("PATCH /api/bins/{id}", {
        params: { id: bin.id },
        json: {
          answer: { status: Number(status), delay: Number(delay), body, headers: parseHeaders(headers) },
          // Empty takes it back; a secret that is not typed anew stays.
          provider,
          ...(forget ? { secret: "" } : secret ? { secret } : {}),
        },
      }),
    onSuccess: () => {
      setSecret("");
      setForget(false);
      refresh("GET /api/bins/{id}", "GET /api/bins/{id}/requests");
    },
  });
  return (
    <details className={card}>
      <summary className="px-4 py-2.5 text-sm hover:bg-sunken">
        <span className="font-medium">Answers {answer.status}</span>
        <span className="text-muted">
          {answer.delay > 0 && `, after ${answer.delay} ms`}
          {bin.hasSecret ? "; checks signatures" : "; checks no signature"}
        </span>
      </summary>
      <form
        className="space-y-4 border-t border-line px-4 py-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <div className="grid grid-cols-2 gap-4 sm:grid-cols-4">
          <Field
            label="Status"
            max={599}
            min={200}
            onChange={(e) => setStatus(e.target.value)}
            type="number"
            value={status}
          />
          <Field
            label="Delay, ms"
            max={30_000}
            min={0}
            onChange={(e) => setDelay(e.target.value)}
            type="number"
            value={delay}
          />
          <Field
            label="Provider"
            onChange={(e) => setProvider(e.target.value)}
            placeholder="told by the headers"
            value={provider}
          />
          <div>
            <Field
              disabled={forget}
              label="Secret"
              onChange={(e) => setSecret(e.target.value)}
              placeholder={bin.hasSecret ? "set; type a new one" : "to check signatures"}
              type="password"
              value={secret}
            />
            {bin.hasSecret && (
              <label className="mt-1.5 flex items-center gap-2 text-sm text-soft">
                <input
                  checked={forget}
                  className="size-4"
                  onChange={(e) => setForget(e.target.checked)}
                  type="checkbox"
                />
                Remove the secret
              </label>
            )}
          </div>
        </div>
        <div className="grid gap-4 sm:grid-cols-2">
          <Area
            label="Headers"
            onChange={(e) => setHeaders(e.target.value)}
            placeholder="content-type: application/json"
            rows={3}
            value={headers}
          />
          <Area label="Body" onChange={(e) => setBody(e.target.value)} rows={3} value={body} />
        </div>
        {save.error && <Failure error={save.error} what="Save" />}
        <div className="flex items-center gap-3">
          <Button busy={save.isPending} type="submit">
            Save
          </Button>
          <span aria-live="polite" className="text-sm text-done">
            {save.isSuccess && "Saved: the next request is answered so."}
          </span>
        </div>
      </form>
    </details>
  );
}

function parseHeaders(text: string): Record<string, string> {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon < 0 ? undefined : colon).trim(), colon < 0 ? "" : line.slice(colon + 1).trim()];
    }),
  );
}
