import type { KeyObject } from "node:crypto";
import { HookinboxError } from "../../errors.ts";
import type { OddSignature } from "../../providers/signature.ts";
import { missing } from "../carrier.ts";
import { decode } from "../encoding.ts";
import { type Refusal, refuse } from "../failures.ts";
import { givenKeys, makeKeySource } from "../key-source.ts";
import type { Reading } from "../reading.ts";
import type { Finding, Scheme, Setting } from "../scheme.ts";
import { isSignature } from "../schemes/public-key.ts";
import { compileTime } from "../schemes/timed.ts";

const NOTIFICATION = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"];
const CONFIRMATION = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];

/** Where AWS keeps its certificates, and where a subscription is confirmed. */
export const SNS_HOST = "sns\\.[a-z0-9-]{3,}\\.amazonaws\\.com(?:\\.cn)?";

type Message = Readonly<Record<string, unknown>>;

/**
 * Odd because the signature stands in the body, over some of its fields. AWS signs for every account: what makes a
 * message ours is its topic, so the source's secret is the topic's ARN.
 */
export function makeAwsSns(signature: OddSignature, setting: Setting): Scheme {
  const topics = topicsOf(setting);
  const given = givenKeys(setting.secrets).map(({ key }) => key);
  const time = compileTime(signature.time, setting);
  const source = makeKeySource(
    { kind: "certificate", url: "{json:SigningCertURL}", hosts: [SNS_HOST], path: "/.+\\.pem" },
    setting.fetchKey,
  );
  return {
    carriers: [],
    credentials: [],
    check(reading) {
      const message = messageOf(reading);
      if ("ok" in message) return message as Refusal;
      if (topics.length > 0 && !topics.includes(String(message.TopicArn))) {
        return refuse(
          "SIGNATURE_MISMATCH",
          "The message is for a topic that is not this source's",
          "Set `secret` to the ARN of the topic, or add it to the list.",
        );
      }
      const untimed = time.read(reading);
      if (untimed) return untimed;
      if (given.length > 0) return judge(message, given, reading);
      return source(reading).then((keys) =>
        "ok" in keys
          ? keys
          : judge(
              message,
              keys.map(({ key }) => key),
              reading,
            ),
      );
    },
  };

  function judge(message: Message, keys: readonly KeyObject[], reading: Reading): Finding {
    const written = decode(String(message.Signature), "base64");
    const hash = message.SignatureVersion === "2" ? "sha256" : "sha1";
    if (message.SignatureVersion !== "1" && message.SignatureVersion !== "2") {
      return refuse("SIGNATURE_UNSUPPORTED", "The message's SignatureVersion is neither 1 nor 2");
    }
    const text = Buffer.from(snsText(message), "utf8");
    const right = written !== undefined && keys.some((key) => isSignature({ scheme: "rsa", hash }, text, key, written));
    return right
      ? time.judge(reading)
      : refuse("SIGNATURE_MISMATCH", "The message was not signed with AWS's certificate");
  }
}

function topicsOf({ secrets, around, warn }: Setting): readonly string[] {
  const named = around.options.topics;
  const topics = [
    ...secrets.filter((secret) => secret.startsWith("arn:")),
    ...(Array.isArray(named) ? (named as string[]) : []),
  ];
  if (topics.length > 0) return topics;
  if (givenKeys(secrets).length === 0) {
    throw new HookinboxError("SECRET_INVALID", "The secret is not the ARN of a topic", {
      advice:
        "Set `secret` to the topic's ARN (arn:aws:sns:…): AWS signs for every account, so the topic is what makes a message yours.",
    });
  }
  warn("No topic is set: AWS signs the messages of every account alike, so anyone with an account can send here.");
  return [];
}

function messageOf({ payload }: Reading): Message | Refusal {
  const message =
    payload.kind === "json" && typeof payload.value === "object" && payload.value !== null
      ? (payload.value as Message)
      : undefined;
  if (!message || typeof message.Signature !== "string" || message.Signature === "") return missing("{json:Signature}");
  if (!["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"].includes(String(message.Type))) {
    return refuse("SIGNATURE_MALFORMED", "The message's Type is none that AWS SNS sends");
  }
  return message;
}

/** `Key\nValue\n` for each field that is there, in a fixed order. */
export const snsText = (message: Message): string =>
  (message.Type === "Notification" ? NOTIFICATION : CONFIRMATION)
    .filter((name) => typeof message[name] === "string")
    .map((name) => `${name}\n${String(message[name])}\n`)
    .join("");
