import { createHmac } from "node:crypto";
import { createInbox, type Inbox } from "../../inbox.ts";
import { createMetrics } from "../../metrics.ts";
import { combineObservers } from "../../observers.ts";
import { createFigures } from "../figures/figures.ts";
import { type Served, serve } from "../serve.ts";

export const SECRET = "the-secret-of-the-source";

/** A server with one failing handler, and ways to ask it. */
export interface Rig {
  readonly inbox: Inbox;
  readonly served: Served;
  get(path: string, init?: RequestInit): Promise<Response>;
  json(
    path: string,
    init?: RequestInit,
  ): Promise<{ status: number; body: Record<string, unknown> & { items: Record<string, unknown>[] } }>;
  send(body: string, headers?: Record<string, string>): Promise<string>;
}

export async function startAdmin(
  admin: { token?: string; listenToken?: string; hosts?: string[]; trustedProxies?: number } = {},
  adminHost?: string,
): Promise<Rig> {
  const metrics = createMetrics(["github"]);
  const figures = createFigures();
  const observer = combineObservers(metrics.observer, figures.observer);
  const inbox = createInbox(
    {
      store: "memory:",
      sources: {
        github: { provider: "github", secret: SECRET },
        open: { provider: "none", allowUnverified: true, path: "/api/open" },
      },
      admin,
      work: { poll: 20, retry: [] },
    },
    { observer },
  );
  inbox.on("github", "issues.opened", () => {
    throw new Error("boom");
  });
  const served = await serve(inbox, {
    host: "127.0.0.1",
    port: 0,
    adminHost,
    adminPort: 0,
    work: true,
    metrics,
    figures,
    observer,
  });
  const get = (path: string, init?: RequestInit) => fetch(served.admin + path, init);
  let n = 0;
  return {
    inbox,
    served,
    get,
    async json(path, init) {
      const response = await get(path, init);
      return { status: response.status, body: (await response.json()) as never };
    },
    async send(body, headers = {}) {
      const response = await fetch(`${served.ingest}/in/github`, {
        method: "POST",
        body,
        headers: {
          "content-type": "application/json",
          "x-github-event": "issues",
          "x-github-delivery": `d-${++n}`,
          "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
          ...headers,
        },
      });
      return ((await response.json()) as { id: string }).id;
    },
  };
}
