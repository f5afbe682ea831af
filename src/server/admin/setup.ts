import type { SourceSettings } from "../../config/settings.ts";
import { describeProvider } from "../../providers/describe.ts";

/** How a source is set up at its provider: made of the provider's definition, so it is as true as what verifies. */
export interface Setup {
  readonly docs: string | null;
  readonly steps: readonly string[];
  readonly handshake: string | null;
  readonly notes: readonly string[];
}

export function setupOf({ name, provider, secrets, enrol }: SourceSettings, url: string): Setup {
  const said = describeProvider(provider);
  const steps = [`In ${said.name}'s settings for webhooks, add this address: ${url}`];
  if (said.contentTypes?.[0]) steps.push(`Where it asks for a content type, choose ${said.contentTypes.join(" or ")}.`);
  if (enrol) steps.push(`${said.name} hands over its secret by itself: run hookinbox enrol ${provider.id} first.`);
  else if (said.secret !== null && secrets.length === 0)
    steps.push(`Take the secret it shows (${said.secret}) and set it as the secret of the source ${name}.`);
  else if (said.secret !== null)
    steps.push(`Its secret has to be the one that the source ${name} is set up with: ${said.secret}.`);
  steps.push("Tick the events that your handlers are for; what nobody handles is kept, and shown as unhandled.");
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

/** Definitions say it as a note; people read it among sentences. */
const sentence = (note: string): string =>
  note.charAt(0).toUpperCase() + note.slice(1) + (/[.!?)]$/.test(note) ? "" : ".");
