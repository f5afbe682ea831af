import { createHmac } from "node:crypto";
import type { Hash, KeyRule } from "../../providers/signature.ts";
import { encode, sameText } from "../encoding.ts";
import { SHORT_KEY, toKey } from "../keys.ts";
import type { Setting } from "../scheme.ts";

/** The keys of a source, for schemes whose text is made by a function. */
export class Ring {
  readonly keys: readonly Buffer[];
  private readonly hash: Hash;
  private readonly encoding: "hex" | "base64";

  constructor(setting: Setting, hash: Hash, encoding: "hex" | "base64", rule: KeyRule = "utf8") {
    this.keys = setting.secrets.map((secret) => toKey(secret, rule));
    this.hash = hash;
    this.encoding = encoding;
    if (this.keys.some((key) => key.length < SHORT_KEY)) {
      setting.warn(`A secret has less than ${SHORT_KEY} bytes: it can be guessed by trying.`);
    }
  }

  /** Whether one of the keys signed one of these texts so. */
  signed(signature: string, texts: readonly (string | Uint8Array)[]): boolean {
    let found = false;
    for (const text of texts) {
      for (const key of this.keys) {
        const mac = createHmac(this.hash, key)
          .update(text as string)
          .digest();
        found = sameText(signature, encode(mac, this.encoding)) || found;
      }
    }
    return found;
  }
}
