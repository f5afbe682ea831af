/** Bounds of a form body: past them it is refused rather than read in part. */
export const FORM_DEPTH = 16;
export const FORM_FIELDS = 10_000;

/** A form as nested plain data: objects without a prototype, arrays for `a[]` and for repeated names. */
export type FormValue = string | FormValue[] | FormObject;
export type FormObject = { [name: string]: FormValue };

/**
 * Reads `application/x-www-form-urlencoded` text; `a[b][c]=1` nests, `a[]=1` collects, a name that comes twice becomes an
 * array. A `__proto__` anywhere in a name leaves that field out. A name that contradicts an earlier one (`a=1&a[b]=2`)
 * is kept flat, under its literal name. Throws `FormError` past a bound.
 *
 * @example parseForm("id=7&payload[customer][id]=9") // { id: "7", payload: { customer: { id: "9" } } }
 */
export function parseForm(text: string): FormObject {
  const root: FormObject = Object.create(null) as FormObject;
  let fields = 0;
  for (const [name, value] of formFields(text)) {
    fields++;
    const path = toPath(name);
    if (path.includes("__proto__")) continue;
    if (path.length > FORM_DEPTH) throw new FormError(`nests deeper than ${FORM_DEPTH} levels in field ${fields}`);
    if (!put(root, path, value)) add(root, name, value);
  }
  return root;
}

export class FormError extends Error {}

/** Names and values in the order of the wire, decoded. Throws `FormError` past the bound on their number. */
export function* formFields(text: string): Generator<[name: string, value: string]> {
  let start = 0;
  let fields = 0;
  while (start < text.length) {
    let end = text.indexOf("&", start);
    if (end < 0) end = text.length;
    if (end > start) {
      if (++fields > FORM_FIELDS) throw new FormError(`has more than ${FORM_FIELDS.toLocaleString("en")} fields`);
      const equals = text.indexOf("=", start);
      const split = equals < 0 || equals > end ? end : equals;
      yield [decodeFormText(text.slice(start, split)), decodeFormText(text.slice(split + 1, end))];
    }
    start = end + 1;
  }
}

/** `+` is a space, `%41` an `A`; a `%` that starts no pair stays. Throws `FormError` where the bytes are not UTF-8. */
export function decodeFormText(text: string): string {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text;
  if (!spaced.includes("%")) return spaced;
  try {
    return decodeURIComponent(spaced.replace(/%(?![0-9a-fA-F]{2})/g, "%25"));
  } catch {
    throw new FormError("has percent-encoded bytes that are not UTF-8");
  }
}

/** `a[b][]` → `["a", "b", ""]`; a name with brackets that do not pair is one step, as it stands. */
function toPath(name: string): string[] {
  const open = name.indexOf("[");
  if (open <= 0 || !name.endsWith("]")) return [name];
  const inner = name.slice(open + 1, -1).split("][");
  return inner.some((step) => step.includes("[") || step.includes("]")) ? [name] : [name.slice(0, open), ...inner];
}

function put(root: FormObject, path: readonly string[], value: string): boolean {
  let node: FormValue = root;
  for (let i = 0; i < path.length - 1; i++) {
    const child: FormValue | undefined = step(node, path[i] as string, path[i + 1] as string);
    if (child === undefined) return false;
    node = child;
  }
  const last = path.at(-1) as string;
  if (Array.isArray(node)) {
    if (last !== "") return false;
    node.push(value);
    return true;
  }
  if (typeof node === "string" || last === "") return false;
  return add(node, last, value);
}

/** The container below `node` at `name`, made where there is none; `undefined` where something else stands there. */
function step(node: FormValue, name: string, next: string): FormValue | undefined {
  if (typeof node === "string") return undefined;
  if (Array.isArray(node)) return name === "" ? lastOpen(node, next) : undefined;
  const there = node[name];
  if (there !== undefined)
    return typeof there === "string" || Array.isArray(there) !== (next === "") ? undefined : there;
  return (node[name] = next === "" ? [] : (Object.create(null) as FormObject));
}

/** `a[][x]=1&a[][y]=2` fills one object; a name that it has already starts the next. */
function lastOpen(list: FormValue[], next: string): FormValue {
  const last = list.at(-1);
  if (last !== undefined && typeof last !== "string" && !Array.isArray(last) && next !== "" && !(next in last))
    return last;
  const made: FormValue = next === "" ? [] : (Object.create(null) as FormObject);
  list.push(made);
  return made;
}

function add(node: FormObject, name: string, value: string): boolean {
  const there = node[name];
  if (there === undefined) node[name] = value;
  else if (typeof there === "string") node[name] = [there, value];
  else if (Array.isArray(there)) there.push(value);
  else return false;
  return true;
}
