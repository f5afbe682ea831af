import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api.ts";
import type { Bin } from "../../shapes.ts";
import { Button } from "../../ui/button.tsx";
import { Sheet } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Failure, Paste } from "../../ui/parts.tsx";

/** The config of a source that takes what the bin took. */
export function ToSource({ bin, guess, onClose }: { bin: Bin; guess: string | undefined; onClose: () => void }) {
  const [name, setName] = useState(guess ?? "");
  const [provider, setProvider] = useState(bin.provider ?? guess ?? "");
  const write = useMutation({
    mutationFn: () =>
      api("POST /api/bins/{id}/source", { params: { id: bin.id }, json: { name, ...(provider ? { provider } : {}) } }),
  });
  const written = write.data;
  return (
    <Sheet
      footer={
        written ? (
          <Button look="main" onClick={onClose}>
            Close
          </Button>
        ) : (
          <>
            <Button look="quiet" onClick={onClose}>
              Cancel
            </Button>
            <Button busy={write.isPending} disabled={!name} form="to-source" look="main" type="submit">
              Write its config
            </Button>
          </>
        )
      }
      note="A source verifies, keeps and delivers what the bin only shows."
      onClose={onClose}
      open
      title="Make it a source"
      wide
    >
      {written ? (
        <ol className="list-decimal space-y-4 pl-5 marker:text-muted">
          <li className="space-y-2 pl-1.5">
            <p>Under sources in your config:</p>
            <Paste label="Config" text={written.config} />
          </li>
          {written.env && (
            <li className="space-y-2 pl-1.5">
              <p>In .env, with the secret that the provider shows:</p>
              <Paste label="Environment" text={written.env} />
            </li>
          )}
          <li className="space-y-2 pl-1.5">
            <p>Restart, and give the provider this path instead of the bin's:</p>
            <Paste label="Path" text={written.path} />
          </li>
        </ol>
      ) : (
        <form
          className="grid gap-4 sm:grid-cols-2"
          id="to-source"
          onSubmit={(event) => {
            event.preventDefault();
            if (name) write.mutate();
          }}
        >
          <Field
            autoFocus
            hint="Stands in its address: /in/<name>"
            label="Name"
            onChange={(e) => setName(e.target.value)}
            pattern="[A-Za-z0-9][A-Za-z0-9_\-]{0,62}"
            value={name}
          />
          <Field
            hint="Left out: told by what the bin took"
            label="Provider"
            onChange={(e) => setProvider(e.target.value)}
            value={provider}
          />
        </form>
      )}
      {write.error && <Failure error={write.error} what="Make it a source" />}
    </Sheet>
  );
}
