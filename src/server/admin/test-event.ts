import type { SourceSettings } from "../../config/settings.ts";
import { toHeaderBag } from "../../headers.ts";
import type { Inbox } from "../../inbox.ts";
import { describeProvider } from "../../providers/describe.ts";
import { firstSampleOf, hasSample, makeSample, SAMPLE_HEADER } from "../../samples/make.ts";
import { toSample } from "../../samples/request.ts";
import { sign } from "../../verify/sign/sign.ts";

/** Whether we hold what signs a source's requests. */
export const canSign = ({ provider, secrets }: SourceSettings): boolean => {
  const { signable, secret } = describeProvider(provider);
  return signable && (secret === null || secrets.length > 0);
};

export interface Tested {
  readonly status: number;
  readonly id: string | null;
  readonly code: string | null;
  readonly message: string | null;
}

/** Sends a made-up event, signed with the source's own secret, through the whole way in. Throws what `sign` throws. */
export async function sendTest(inbox: Inbox, source: SourceSettings, url: string, asked?: string): Promise<Tested> {
  const { provider, options, secrets, name } = source;
  const type = asked ?? firstSampleOf(provider.id) ?? "test";
  const made = hasSample(provider.id, type)
    ? makeSample(provider.id, type)
    : { payload: { test: true, sentAt: new Date().toISOString() }, headers: { [SAMPLE_HEADER]: "true" } };
  const request = toSample(provider, options, type, made.payload, { headers: made.headers });
  const { publicUrl } = inbox.settings;
  const signed = sign(provider, { url, ...request }, { ...options, secret: secrets, publicUrl });
  const { status, body = "" } = await inbox.receive({
    method: signed.method,
    url: signed.url,
    headers: toHeaderBag(signed.headers),
    receivedAt: Date.now(),
    source: name,
    read: async () => signed.body,
  });
  const said = parsed(String(body));
  return { status, id: said.id ?? null, code: said.code ?? null, message: said.detail ?? said.title ?? null };
}

/** An answer of ours, or one that the provider wants empty. */
function parsed(text: string): { id?: string; code?: string; detail?: string; title?: string } {
  try {
    return JSON.parse(text) as object;
  } catch {
    return {};
  }
}
