/** What was looked at and how it is. `fix` says what to do where it is not well. */
export interface Finding {
  readonly level: "ok" | "warn" | "wrong";
  /** What was looked at: `store`, `sources.github.secret`. */
  readonly about: string;
  readonly message: string;
  readonly fix?: string;
}

export const ok = (about: string, message: string): Finding => ({ level: "ok", about, message });
export const warn = (about: string, message: string, fix: string): Finding => ({ level: "warn", about, message, fix });
export const wrong = (about: string, message: string, fix: string): Finding => ({
  level: "wrong",
  about,
  message,
  fix,
});
