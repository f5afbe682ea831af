import { Failure } from "../ui/parts.tsx";

/** Nothing was ever loaded: the page came from a cache, or the server went while it opened. */
export function ServerGone({ error }: { error: unknown }) {
  return (
    <main className="mx-auto max-w-md px-6 py-24">
      <h1 className="mb-3 text-xl font-semibold">hookinbox does not answer</h1>
      <Failure error={error} what="Opening the page" />
      <p className="mt-3 text-soft">It is tried every second. Is the process running?</p>
    </main>
  );
}
