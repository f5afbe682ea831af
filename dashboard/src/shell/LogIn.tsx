import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api, queries, statusOf } from "../api.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Failure, Note } from "../ui/parts.tsx";

/** One field, Enter. */
export function LogIn() {
  const [token, setToken] = useState("");
  const form = useRef<HTMLFormElement>(null);
  const logIn = useMutation({
    mutationFn: () => api("POST /api/session", { json: { token } }),
    onSuccess: () => queries.resetQueries(),
    onError: () => {
      setToken("");
      form.current?.querySelector<HTMLInputElement>("[name=password]")?.focus();
    },
  });
  return (
    <main className="mx-auto w-full max-w-sm px-6 pt-[max(3rem,26dvh)] pb-12">
      <img alt="" className="mb-4 size-9" src="/mark.svg" />
      <h1 className="text-xl font-semibold tracking-[-0.015em]">hookinbox</h1>
      <p className="mt-1 mb-6 text-pretty text-soft">
        This inbox needs its admin token: what <code className="data">HOOKINBOX_ADMIN_TOKEN</code> was set to when it
        was started.
      </p>
      <form
        className="space-y-3"
        ref={form}
        onSubmit={(event) => {
          event.preventDefault();
          if (token) logIn.mutate();
        }}
      >
        {/* A password manager wants a name to keep the token by. */}
        <input autoComplete="username" className="hidden" name="username" readOnly type="text" value="hookinbox" />
        <Field
          autoComplete="current-password"
          autoFocus
          label="Admin token"
          name="password"
          required
          onChange={(event) => setToken(event.target.value)}
          type="password"
          value={token}
        />
        <Button busy={logIn.isPending} className="w-full" look="main" type="submit">
          Log in
        </Button>
        <div aria-live="polite">
          {logIn.error &&
            (statusOf(logIn.error) === 401 ? (
              <Note title="That is not the token." tone="bad">
                It is what HOOKINBOX_ADMIN_TOKEN held when the server was started, or admin.token of its config.
              </Note>
            ) : (
              <Failure error={logIn.error} what="Log in" />
            ))}
        </div>
      </form>
    </main>
  );
}
