/**
 * What a provider sends, made up: own wording of public shapes, for tests and for `hookinbox send`.
 *
 * In every string, places in braces are filled in anew for each event, so that each is a new one:
 *
 * | place | becomes |
 * |---|---|
 * | `{uuid}` `{alnum:14}` `{hex:40}` `{digits:9}` | random characters, as many as said |
 * | `{int:9}` `{seconds}` `{ms}` | a number where it is the whole string: a random one of so many digits; the time |
 * | `{iso}` `{date}` | the time, as text |
 * | `{iso+30d}` `{seconds-2h}` | a time that far off |
 * | `{alnum:14#customer}` | the same wherever the name stands again: in one event, and in all steps of a scenario |
 */
export interface Samples {
  /** Beside those that the definition reads and signs. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Payloads by type. The type itself may be left out: it is written to where the definition reads it. */
  readonly events: Readonly<Record<string, unknown>>;
}

/** Holds a literal to the shape, for editors. */
export const defineSamples = (samples: Samples): Samples => samples;
