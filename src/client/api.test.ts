import { afterAll, beforeAll, expect, test } from "vitest";
import { type Rig, startAdmin } from "../server/admin/admin.fixture.ts";
import { type Api, ApiError, createApi } from "./api.ts";

let rig: Rig;
let api: Api;
beforeAll(async () => {
  rig = await startAdmin();
  api = createApi({ url: `${rig.served.admin}/` });
});
afterAll(() => rig.served.close());

test("answers have the server's own types, bodies are bytes", async () => {
  const id = await rig.send('{"action":"opened"}');
  const { items } = await api("GET /api/events", { query: { source: "github", limit: 10 } });
  expect(items.map((item) => item.id)).toEqual([id]);
  const event = await api("GET /api/events/{id}", { params: { id } });
  expect([event.type, event.bodyKept]).toEqual(["issues.opened", true]);
  const body = await api("GET /api/events/{id}/body", { params: { id } });
  expect(new TextDecoder().decode(body)).toBe('{"action":"opened"}');
  const { deliveries } = await api("POST /api/events/{id}/replay", { params: { id }, json: {} });
  expect(deliveries).toHaveLength(1);
});

test("an answer that is no 2xx is an error with the server's words", async () => {
  const asked = api("GET /api/events/{id}", { params: { id: "evt_../x" } });
  await expect(asked).rejects.toMatchObject({ problem: { status: 404, code: "EVENT_UNKNOWN" } });
  await expect(asked).rejects.toBeInstanceOf(ApiError);
});
