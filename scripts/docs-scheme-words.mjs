// A signature in words, for the providers' pages: what is signed, where the signature stands, when a request is too old.
import { formatMs } from "../dist/durations.js";
import { describeProvider } from "../dist/providers/describe.js";
import { span, templateWords } from "./docs-words.mjs";

/** The schemes under one id, each with the condition under which it is the one. */
export function leavesOf(signature, when = []) {
  if (signature.scheme === "variants")
    return signature.variants.flatMap(({ header, matches, signature: inner }) => {
      const told = matches === undefined ? "is there" : `matches ${span(matches)}`;
      return leavesOf(inner, [...when, header === undefined ? "otherwise" : `where header ${span(header)} ${told}`]);
    });
  if (signature.scheme === "any")
    return signature.of.flatMap(({ secrets, signature: inner }) =>
      leavesOf(inner, [
        ...when,
        secrets === undefined ? "with any other secret" : `with a secret like ${span(secrets)}`,
      ]),
    );
  return [{ signature, when }];
}

const ENCODINGS = {
  hex: "lower-case hex",
  HEX: "upper-case hex",
  "hex-any": "hex in either case",
  base64url: "base64url without padding",
  "base64url=": "base64url with padding",
  "base64url-any": "base64url",
};

/** One scheme: what is hashed or signed, where the signature stands, how it is written. */
export function schemeWords(provider, signature) {
  const described = describeProvider({ ...provider, signature });
  if (signature.scheme === "token")
    return `The secret itself, in ${signature.header ? `header ${span(signature.header)}` : templateWords(signature.at)}${after(signature.prefix)}. The body is not signed.`;
  if (signature.signed === undefined) return described.checks.join(" ");
  return `${described.algorithm} over ${templateWords(signature.signed)}. It stands in ${carrierWords(signature)}, as ${ENCODINGS[signature.encoding] ?? signature.encoding}${after(signature.prefix, signature.prefixOptional)}.`;
}

const after = (prefix, optional) =>
  prefix ? ` after ${span(prefix)}${optional ? ", which may be left out" : ""}` : "";

function carrierWords({ header, numbered, at, list, fields }) {
  if (numbered) return `headers ${span(`${numbered.header}1`)} to ${span(`${numbered.header}${numbered.upTo}`)}`;
  if (header === undefined || header.length === 0) return templateWords(at);
  const names = [header].flat().map(span).join(" or ");
  if (fields?.positional) return `header ${names}, after the time`;
  if (fields) return `field ${span(fields.signature)} of header ${names}`;
  return `header ${names}${list ? `, which may list several, parted by ${list === " " ? "a space" : span(list)}` : ""}`;
}

const UNITS = {
  s: "Unix seconds",
  ms: "Unix milliseconds",
  "s-or-ms": "Unix seconds or milliseconds",
  iso: "ISO 8601",
};

export function timeWords({ time, scheme, leeway, maxAge }) {
  if (scheme === "jwt") {
    const age = maxAge === undefined ? "" : `; ${span("iat")} at most ${formatMs(maxAge)} old`;
    return `the token's ${span("exp")}, ${span("nbf")} and ${span("iat")} where there, give or take ${formatMs(leeway)}${age}`;
  }
  if (!time) return undefined;
  const window =
    time.tolerance === false
      ? "not checked, unless the source sets `tolerance`"
      : `${formatMs(time.tolerance)} either way`;
  const because =
    time.because === undefined ? "" : ` (${time.because}${/from memory/.test(time.because) ? ": unverified" : ""})`;
  const weak = time.unsigned ? "; it is not covered by the signature, and proves little" : "";
  return `${templateWords(time.at)}, in ${UNITS[time.unit]}: ${window}${because}${weak}${time.optional ? "; a request without it passes" : ""}`;
}
