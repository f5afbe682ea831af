import { createHash, createHmac, randomUUID, sign as signBytes } from "node:crypto";
import { HookinboxError } from "../../errors.ts";
import { mediaType } from "../../payload.ts";
import { toKey } from "../keys.ts";
import { adyenText } from "../odd/adyen.ts";
import { snsText } from "../odd/aws-sns.ts";
import { contentfulHead } from "../odd/contentful.ts";
import { PLAID_TOKEN } from "../odd/plaid.ts";
import { plivoUrl } from "../odd/plivo.ts";
import { sortedForm } from "../places.ts";
import { type Draft, writeTime } from "./draft.ts";
import { signJwt } from "./jwt.ts";
import { toPrivateKey } from "./private-key.ts";

const mac = (hash: string, key: Buffer, text: string | Uint8Array, encoding: "hex" | "base64"): string =>
  createHmac(hash, key)
    .update(text as string)
    .digest(encoding);

/** Signs as the odd schemes do; the mirror of each file in `odd/`. */
const ODD: Readonly<Record<string, (draft: Draft) => void>> = {
  twilio(draft) {
    const type = mediaType(draft.header("content-type") ?? "");
    const isForm = type === "" || type === "application/x-www-form-urlencoded";
    if (!isForm && draft.body.length > 0)
      draft.setQuery("bodySHA256", createHash("sha256").update(draft.body).digest("hex"));
    const text = draft.reading().url + (isForm ? sortedForm(draft.body) : "");
    draft.setHeader("x-twilio-signature", mac("sha1", toKey(draft.secret), text, "base64"));
  },

  adyen(draft) {
    const body = draft.json() as { notificationItems?: { NotificationRequestItem?: Record<string, unknown> }[] };
    body.notificationItems ??= [{ NotificationRequestItem: {} }];
    for (const holder of body.notificationItems) {
      const item = (holder.NotificationRequestItem ??= {});
      const hmacSignature = mac("sha256", toKey(draft.secret, "hex"), adyenText(item, draft.reading()), "base64");
      item.additionalData = { ...(item.additionalData as object | undefined), hmacSignature };
    }
    draft.body = Buffer.from(JSON.stringify(body));
  },

  braintree(draft) {
    const payload = `${Buffer.from(draft.body).toString("base64")}\n`;
    const signature = mac("sha1", toKey(draft.secret, "sha1"), payload, "hex");
    const publicKey = draft.around.options.publicKey ?? /^([^:]+):./.exec(draft.secret)?.[1] ?? "public_key";
    draft.body = Buffer.from(
      new URLSearchParams({ bt_signature: `${String(publicKey)}|${signature}`, bt_payload: payload }).toString(),
    );
    draft.setHeader("content-type", "application/x-www-form-urlencoded");
  },

  contentful(draft) {
    draft.setHeader("x-contentful-timestamp", writeTime(draft.at, "ms"));
    const names = ["x-contentful-signed-headers", "x-contentful-timestamp"];
    draft.setHeader("x-contentful-signed-headers", names.join(","));
    const text = Buffer.concat([Buffer.from(contentfulHead(draft.reading(), names), "utf8"), draft.body]);
    draft.setHeader("x-contentful-signature", mac("sha256", toKey(draft.secret), text, "hex"));
  },

  plivo(draft) {
    const nonce = randomUUID();
    draft.setHeader("x-plivo-signature-v3-nonce", nonce);
    draft.setHeader(
      "x-plivo-signature-v3",
      mac("sha256", toKey(draft.secret), `${plivoUrl(draft.reading())}.${nonce}`, "base64"),
    );
  },

  keygen(draft) {
    const digest = createHash("sha256").update(draft.body).digest("base64");
    const text = `(request-target): ${draft.method.toLowerCase()} ${draft.reading().path}\ndigest: sha-256=${digest}`;
    const signature = signBytes(null, Buffer.from(text), toPrivateKey(draft.secrets, "ed25519")).toString("base64");
    draft.setHeader(
      "keygen-signature",
      `keyid="hookinbox",algorithm="ed25519",signature="${signature}",headers="(request-target) digest"`,
    );
  },

  "aws-sns"(draft) {
    const message: Record<string, unknown> = {
      Type: "Notification",
      MessageId: randomUUID(),
      TopicArn: draft.secrets.find((secret) => secret.startsWith("arn:")) ?? "arn:aws:sns:us-east-1:000000000000:topic",
      Message: "",
      Timestamp: writeTime(draft.at, "iso"),
      SignatureVersion: "2",
      SigningCertURL: "https://sns.us-east-1.amazonaws.com/hookinbox.pem",
      ...draft.json(),
    };
    const key = toPrivateKey(draft.secrets, "rsa");
    message.Signature = signBytes("sha256", Buffer.from(snsText(message), "utf8"), key).toString("base64");
    draft.body = Buffer.from(JSON.stringify(message));
  },

  ebay(draft) {
    const signature = signBytes("sha1", draft.body, toPrivateKey(draft.secrets, "ecdsa")).toString("base64");
    const header = JSON.stringify({ alg: "ecdsa", kid: "hookinbox", signature, digest: "SHA1" });
    draft.setHeader("x-ebay-signature", Buffer.from(header).toString("base64"));
  },

  plaid: (draft) => signJwt(PLAID_TOKEN, draft),
};

export function signOdd(odd: string, draft: Draft): void {
  const sign = Object.hasOwn(ODD, odd) ? ODD[odd] : undefined;
  if (!sign) throw new HookinboxError("NOT_SIGNABLE", `Requests of the scheme ${odd} cannot be signed here`);
  sign(draft);
}
