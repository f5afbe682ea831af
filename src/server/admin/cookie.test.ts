import { expect, test } from "vitest";
import { createSessions } from "./cookie.ts";

const WEEK = 7 * 86_400_000;
const TOKENS = [
  { token: "the-admin-token", role: "admin" },
  { token: "the-listen-token", role: "listen" },
] as const;

/** A `Cookie` header of what `Set-Cookie` said. */
const sent = (set: string) => `theme=dark; ${set.slice(0, set.indexOf(";"))}; other=1`;
const inside = (set: string) => set.slice(set.indexOf("=") + 1, set.indexOf(";"));
const at = (now: number) => () => now;

test("a log-in is good for another run of the server as well, with its role, for a week", () => {
  for (const role of ["admin", "listen"] as const) {
    const cookie = sent(createSessions(TOKENS, at(0)).begin(role, false));
    expect(createSessions(TOKENS, at(WEEK - 1)).find(cookie)).toBe(role);
    expect(createSessions(TOKENS, at(WEEK)).find(cookie)).toBeUndefined();
  }
});

test("another token ends the log-ins of the one before, and of that one alone", () => {
  const sessions = createSessions(TOKENS);
  const [admin, listen] = [sent(sessions.begin("admin", false)), sent(sessions.begin("listen", false))];
  const changed = createSessions([{ token: "another", role: "admin" }, TOKENS[1]]);
  expect([changed.find(admin), changed.find(listen)]).toEqual([undefined, "listen"]);
  expect(createSessions([TOKENS[0]]).find(listen)).toBeUndefined();
  expect(createSessions([]).find(admin)).toBeUndefined();
});

test("no two are alike, and none has the token in it", () => {
  const sessions = createSessions(TOKENS, at(0));
  const all = Array.from({ length: 100 }, () => inside(sessions.begin("admin", false)));
  expect(new Set(all).size).toBe(100);
  expect(all.join()).not.toContain("the-admin-token");
});

test("what is changed in it by a letter, cut off or put together is nobody's", () => {
  const sessions = createSessions(TOKENS, at(1_000));
  const cookie = inside(sessions.begin("listen", false));
  const find = (value: string) => sessions.find(`hookinbox_session=${value}`);
  expect(find(cookie)).toBe("listen");
  // The last letter of a base64 text has two bits that mean nothing.
  for (let i = 0; i < cookie.length - 1; i++) {
    const other = cookie[i] === "A" ? "B" : "A";
    expect([i, find(cookie.slice(0, i) + other + cookie.slice(i + 1))]).toEqual([i, undefined]);
    expect(find(cookie.slice(0, i))).toBeUndefined();
  }
  const [, end, nonce, mac] = cookie.split(".");
  expect(find(["admin", end, nonce, mac].join("."))).toBeUndefined();
  expect(find(["listen", "zzzzzzzz", nonce, mac].join("."))).toBeUndefined();
  for (const odd of ["", "a", `${cookie}x`, `x${cookie}`, "admin...", "__proto__.1.1.1", "x".repeat(60)])
    expect([odd, find(odd)]).toEqual([odd, undefined]);
  for (const header of [undefined, "", `xhookinbox_session=${cookie}`]) expect(sessions.find(header)).toBeUndefined();
});

test("after the log-out it is good for nothing; others stay", () => {
  const sessions = createSessions(TOKENS);
  const [one, other] = [sent(sessions.begin("admin", false)), sent(sessions.begin("admin", true))];
  expect(sessions.end(one)).toMatch(/^hookinbox_session=; .*Max-Age=0/);
  expect([sessions.find(one), sessions.find(other)]).toEqual([undefined, "admin"]);
});

test("a log-out by a stranger, a million times, brings none back that has ended", () => {
  const sessions = createSessions(TOKENS);
  const cookie = sent(sessions.begin("admin", false));
  sessions.end(cookie);
  const [role, end, , mac] = inside(cookie.slice(cookie.indexOf("hookinbox_session"))).split(".");
  for (let i = 0; i < 5_000; i++)
    sessions.end(`hookinbox_session=${role}.${end}.${String(i).padStart(22, "0")}.${mac}`);
  expect(sessions.find(cookie)).toBeUndefined();
});

test("log-outs that are remembered go with their log-in's end, and are bounded", () => {
  let now = 0;
  const sessions = createSessions(TOKENS, () => now);
  const logOut = () => {
    const cookie = sent(sessions.begin("admin", false));
    sessions.end(cookie);
    return cookie;
  };
  const first = logOut();
  for (let i = 1; i < 1_000; i++) logOut();
  expect(sessions.find(first)).toBeUndefined();
  logOut();
  expect(sessions.find(first)).toBe("admin");
  now = WEEK;
  const later = logOut();
  for (let i = 1; i < 1_000; i++) logOut();
  expect(sessions.find(later)).toBeUndefined();
});
