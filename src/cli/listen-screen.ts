import { isUtf8 } from "node:buffer";
import { formatSize } from "../config/sizes.ts";
import type { LocalAnswer } from "../listen/deliver.ts";
import type { LinkNews } from "../listen/follow.ts";
import type { Relayed } from "../listen/relay.ts";
import { describeProvider } from "../providers/describe.ts";
import { providers } from "../providers/index.ts";
import type { EventSummary } from "../stores/store.ts";
import type { ListenOptions } from "./listen.ts";
import { paint, print, printable, printJson, say } from "./output.ts";

const SHOWN = 4_096;

/** What a listener says: events and answers on stdout, the link on stderr. */
export function createListenScreen({ from, source = [], to, json, print: only, headerEnv }: ListenOptions) {
  const at = (): string => paint.dim(new Date().toTimeString().slice(0, 8));
  let lost = false;
  const warned = new Set<string>();

  const headline = ({ source, type, id, size }: EventSummary): string =>
    `${at()} ${paint.bold(printable(source))} ${printable(type)} ${paint.dim(id)} ${formatSize(size)}`;

  function showRequest({ event, original }: Relayed): void {
    print(headline(event));
    if (original === "gone") return;
    const { headers, body } = original;
    for (let i = 0; i + 1 < headers.length; i += 2)
      print(`  ${paint.dim(`${printable(headers[i] ?? "")}:`)} ${printable(headers[i + 1] ?? "")}`);
    const text = isUtf8(body) ? Buffer.from(body).toString("utf8") : "(not text)";
    print(`\n${printable(text.slice(0, SHOWN), { lines: true })}${text.length > SHOWN ? paint.dim("\n…") : ""}\n`);
  }

  /** A provider's secret that is itself a header does not come along, nor does a token; said once, where an app misses one. */
  function warnOnce({ original }: Relayed, status: number): void {
    if (status !== 401 && status !== 403) return;
    const provider = original === "gone" ? null : original.provider;
    const token = signsByToken(provider) ? provider : "";
    if (warned.has(token) || (token === "" && headerEnv !== undefined)) return;
    warned.add(token);
    const said =
      token === ""
        ? "Does your app check a token in a header (GitLab, Telegram …)? The server stores no such header.\n  It can stand in a variable here: --header-env X-Gitlab-Token=NAME"
        : `${token} proves a request by a token made for it, which the server does not store: your app cannot check it here.`;
    say(`${paint.yellow("!")} ${said}`);
  }

  return {
    begin({ plain }: { plain: boolean }): void {
      const what = source.length === 0 ? "every source" : source.join(", ");
      const where = only || to === undefined ? "only shown" : to;
      say(`${paint.bold("listening")} to ${from} (${what}) → ${where}`);
      if (process.stdin.isTTY && !json) say(paint.dim("r: the last once more · q: end"));
      if (plain) say(`${paint.yellow("!")} ${from} is not https: the token goes there in the clear.`);
    },
    link(news: LinkNews): void {
      if (news.kind === "connected") {
        if (news.again)
          say(
            `${at()} ${paint.green("connected again")} after ${(news.after / 1000).toFixed(1)} s; what came meanwhile comes now`,
          );
        else say(`${at()} ${paint.green("connected")}`);
        lost = false;
      } else if (news.kind === "lost") {
        if (!lost) say(`${at()} ${paint.yellow("cut off")}: ${printable(news.reason)}. Trying until it is back.`);
        lost = true;
      } else say(`${at()} ${news.count} events came meanwhile`);
    },
    came(item: Relayed): void {
      if (item.original === "gone") {
        if (json) printJson({ ...item.event, gone: true });
        else print(`${headline(item.event)} ${paint.yellow("its body is not kept any more: left out")}`);
      } else if (only || to === undefined) {
        if (json) printJson(shown(item));
        else showRequest(item);
      }
    },
    answered(item: Relayed, { status, text, took }: LocalAnswer, again: boolean): void {
      const { event } = item;
      if (json) {
        printJson({ ...event, status, took: Math.round(took * 10) / 10, again });
        return;
      }
      const fine = status >= 200 && status < 300;
      const answer = (fine ? paint.green : paint.red)(String(status));
      const said = fine || text === "" ? "" : `\n           ${paint.dim(printable(text))}`;
      print(
        `${headline(event)} → ${answer} ${paint.dim(`${Math.round(took)} ms`)}${again ? paint.dim(" once more") : ""}${said}`,
      );
      warnOnce(item, status);
    },
    waiting(where: string, event: EventSummary, reason: string): void {
      say(
        `${at()} ${paint.yellow("waiting")}: ${where}: ${printable(reason)}. ${printable(event.type)} ${paint.dim(event.id)} is kept, and what comes after it.`,
      );
    },
    nothingYet: () => say("Nothing has been sent yet."),
  };
}

/** As far as this machine knows: a definition written into the server's config is not among ours. */
function signsByToken(provider: string | null | undefined): provider is string {
  if (typeof provider !== "string" || !Object.hasOwn(providers, provider)) return false;
  const { algorithm, headers } = describeProvider(provider);
  return algorithm.includes("JWT") && headers.length > 0;
}

function shown({ event, original }: Relayed): object {
  if (original === "gone") return event;
  const { headers, body } = original;
  const text = isUtf8(body)
    ? { body: Buffer.from(body).toString("utf8") }
    : { bodyBase64: Buffer.from(body).toString("base64") };
  return { ...event, headers, ...text };
}
