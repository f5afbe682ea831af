// Templates of a definition in words: `{timestamp}.{body}` is "the signed time + `.` + the body".
// An unknown place throws, so that a new one is not passed over in silence.
const FIELDS = { json: "the JSON body", form: "the form", body: "the body", query: "the query" };

const PLACES = {
  body: "the body as received",
  timestamp: "the signed time",
  url: "the public URL",
  path: "path and query",
  method: "the method",
  secret: "the secret",
  secretName: "the secret's name",
  crc32: "the body's CRC-32",
  sortedForm: "the form's names and values, sorted by name",
  challenge: "the challenge",
  proof: "the proof",
};

const FILTERS = { lower: " (in lower case)", hubspot: " (some percent-encodings undone)" };

export const span = (text) => `\`${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"')}\``;

function placeWords(place) {
  const [inner, filter] = place.slice(1, -1).split("|");
  const colon = inner.indexOf(":");
  const [name, arg] = colon < 0 ? [inner, ""] : [inner.slice(0, colon), inner.slice(colon + 1)];
  return `${bare(name, arg, place)}${filter === undefined ? "" : FILTERS[filter]}`;
}

function bare(name, arg, place) {
  if (name in FIELDS && arg !== "") return `${span(arg)} of ${FIELDS[name]}`;
  if (name === "header") return `header ${span(arg.toLowerCase())}`;
  if (name === "field") return `field ${span(arg)} of the signature header`;
  if (name === "option") return `option ${span(arg)}`;
  if (name === "sha256") return `the body's SHA-256 in ${arg}`;
  if (name === "listed") return `the values of the headers that field ${span(arg)} names, joined by ${span(".")}`;
  if (name === "claim") {
    const dot = arg.lastIndexOf(".");
    const token = arg.slice(0, dot);
    return `claim ${span(arg.slice(dot + 1))} of the token in ${token === "body" ? "the body" : span(token)}`;
  }
  if (!(name in PLACES)) throw new Error(`no words for the place ${place}`);
  return PLACES[name];
}

/** One template in words. What stands in `[…]` drops out whole where something in it is absent. */
export function templateWords(template) {
  const parts = template.split(/(\[|\]|\{[^}]*\})/).filter((part) => part !== "");
  let at = 0;
  const read = () => {
    const words = [];
    for (; at < parts.length && parts[at] !== "]"; at++) {
      const part = parts[at];
      if (part === "[") {
        at++;
        words.push(`(${read()}, where there)`);
      } else words.push(part.startsWith("{") ? placeWords(part) : span(part));
    }
    return words.join(" + ");
  };
  return read();
}

/** The first of several that has a value. `undefined` where there is none. */
export function placesWords(templates) {
  const list = templates === undefined || templates === null ? [] : [templates].flat();
  return list.length === 0 ? undefined : list.map(templateWords).join("; else ");
}
