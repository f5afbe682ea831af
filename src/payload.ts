/** A body read by its content type. `bytes` is kept and handed over as it is. */
export type Payload =
  | { readonly kind: "json" | "form"; readonly value: unknown }
  | { readonly kind: "bytes" }
  | { readonly kind: "malformed"; readonly reason: string };

/** Reads a body by its content type. Never throws: a body that is not what its type says is `malformed`. */
export declare function parsePayload(body: Uint8Array, contentType: string | undefined): Payload;
