import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Inbox } from "../../inbox.ts";
import { fleetOf } from "../../roll.ts";
import type { AdminEnv } from "./guard.ts";
import { instant, json } from "./shapes.ts";

const workers = z
  .object({
    items: z.array(
      z.object({
        id: z.string().describe("Of this run of the process"),
        host: z.string(),
        pid: z.int(),
        startedAt: instant,
        seenAt: instant,
        alive: z.boolean().describe("Seen within the last 35 s"),
        receives: z.boolean(),
        destinations: z.array(z.string()).nullable().describe("What it works for; null: it only receives"),
        holds: z.record(z.string(), z.int()).describe("Deliveries that it held when it was seen, by destination"),
      }),
    ),
    unknown: z
      .array(z.object({ destination: z.string(), pending: z.int() }))
      .describe("Destinations that are owed something, and that no live process works for"),
  })
  .openapi("Workers");

const list = createRoute({
  method: "get",
  path: "/api/workers",
  summary: "The processes on this store: who is alive, what each works for and holds",
  responses: { 200: json(workers, "Processes seen within a day, those seen last first") },
});

export const workersRoutes = { list };

export function addWorkers(app: OpenAPIHono<AdminEnv>, inbox: Inbox): void {
  app.openapi(list, async (c) => {
    const { items, unknown } = await fleetOf(inbox.archive);
    return c.json(
      {
        items: items.map((one) => ({ ...one, destinations: one.destinations && [...one.destinations] })),
        unknown: [...unknown],
      },
      200,
    );
  });
}
