import { DoNotRetry } from "./retry.ts";

/**
 * A schema of whichever library: zod, valibot, arktype and others implement this interface
 * (Standard Schema 1, https://standardschema.dev; it is meant to be copied).
 */
export interface Schema<Input = unknown, Output = Input> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output };
  };
}

export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[];
}

/** Issues that an error's text names. */
const SHOWN = 10;

/** The payload as its schema makes it; throws `DoNotRetry` with every place that does not fit, as no retry would mend it. */
export async function validate<Output>(schema: Schema<unknown, Output>, payload: unknown): Promise<Output> {
  const result = await schema["~standard"].validate(payload);
  if (!result.issues) return result.value;
  const shown = result.issues.slice(0, SHOWN).map((issue) => `${place(issue.path)}: ${issue.message}`);
  const more = result.issues.length > SHOWN ? [`and ${result.issues.length - SHOWN} more`] : [];
  throw new DoNotRetry(`the payload does not fit its schema\n  ${[...shown, ...more].join("\n  ")}`);
}

/** `items[0].price`; `payload` for the whole. */
function place(path: SchemaIssue["path"]): string {
  let text = "";
  for (const part of path ?? []) {
    const key = typeof part === "object" ? part.key : part;
    if (typeof key === "number") text += `[${key}]`;
    else text += text === "" ? String(key) : `.${String(key)}`;
  }
  return text || "payload";
}

export const isSchema = (value: unknown): value is Schema =>
  (typeof value === "object" || typeof value === "function") &&
  value !== null &&
  typeof (value as Partial<Schema>)["~standard"]?.validate === "function";
