import type { SourceSettings } from "../../config/settings.ts";
import { describeProvider } from "../../providers/describe.ts";

/** How a source is set up at its provider: made of the provider's definition, so it is as true as what verifies. */
export interface Setup {
  readonly docs: string | null;
  readonly steps: readonly string[];
  readonly handshake: string | null;
  readonly notes: readonly string[];
}

/** `wanted`: the patterns that its handlers and routes are for. */
export function setupOf(
  { name, provider, secrets, enrol }: SourceSettings,
  url: string,
  wanted: readonly string[],
): Setup {
  const said = describeProvider(provider);
  const where =
    said.console === null ? `In ${said.name}'s settings for webhooks` : `At ${said.name}: ${said.console}. There`;
  const steps = [`${where}, add this address: ${url}`];
  if (said.contentTypes?.[0]) steps.push(`Where it asks for a content type, choose ${said.contentTypes.join(" or ")}.`);
  if (enrol) steps.push(`${said.name} hands over its secret by itself: run hookinbox enrol ${provider.id} first.`);
  else if (said.secret !== null && secrets.length === 0)
    steps.push(`Take the secret it shows (${said.secret}) and set it as the secret of the source ${name}.`);
  else if (said.secret !== null)
    steps.push(
      `Both sides need the same secret: the source ${name} has one in your config already. What hookinbox takes as the secret: ${said.secret}.`,
    );
  steps.push(toTick(wanted));
  const greetings = said.greetings.join(", ");
  const handshake =
    greetings === ""
      ? null
      : `${said.name} tries the address when you save it (${greetings}); it is answered by itself.`;
  const after = [
    said.timeout && `It waits ${said.timeout} for an answer.`,
    said.retry && `Retries: ${said.retry}`,
    said.rotation,
  ];
  return {
    docs: said.docs,
    steps,
    handshake,
    notes: [...said.notes, ...after.filter((note) => note !== null && note !== undefined)].map(sentence),
  };
}

/** Patterns that are named; a long list is for the config. */
const NAMED = 20;

function toTick(wanted: readonly string[]): string {
  const kept = "what nobody handles is kept, and shown as unhandled";
  if (wanted.length === 0) return `Tick the events that you want. No handler is for any of them yet: ${kept}.`;
  if (wanted.includes("*")) return "Tick the events that you want: your handlers take all.";
  const more = wanted.length > NAMED ? ` and ${wanted.length - NAMED} more` : "";
  return `Tick the events that your handlers are for: ${wanted.slice(0, NAMED).join(", ")}${more}; ${kept}.`;
}

/** Definitions say it as a note; people read it among sentences. */
const sentence = (note: string): string =>
  note.charAt(0).toUpperCase() + note.slice(1) + (/[.!?)]$/.test(note) ? "" : ".");
