import { type ComponentProps, type ReactNode, useId } from "react";
import { ChevronIcon } from "./icons.tsx";

export const inputClass =
  "h-8 w-full rounded-md border border-line-strong bg-surface px-2.5 text-sm text-ink hover:border-muted pointer-coarse:h-10";

interface Labelled {
  readonly label: string;
  /** The label is only for those who hear the page. */
  readonly hidden?: boolean;
  readonly hint?: ReactNode;
}

function Label({ id, label, hidden, hint, children }: Labelled & { id: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <label className={hidden ? "sr-only" : "mb-1 block text-sm font-medium"} htmlFor={id}>
        {label}
      </label>
      {children}
      {hint && <p className="mt-1 text-xs text-muted">{hint}</p>}
    </div>
  );
}

export function Field({ label, hidden, hint, className = "", ...rest }: Labelled & ComponentProps<"input">) {
  const id = useId();
  return (
    <Label hidden={hidden} hint={hint} id={id} label={label}>
      <input autoComplete="off" id={id} spellCheck={false} {...rest} className={`${inputClass} ${className}`} />
    </Label>
  );
}

export function Area({ label, hidden, hint, className = "", ...rest }: Labelled & ComponentProps<"textarea">) {
  const id = useId();
  return (
    <Label hidden={hidden} hint={hint} id={id} label={label}>
      <textarea
        autoComplete="off"
        id={id}
        spellCheck={false}
        {...rest}
        className={`data block w-full rounded-md border border-line-strong bg-surface px-2.5 py-2 leading-5 hover:border-muted ${className}`}
      />
    </Label>
  );
}

export function Select({
  label,
  hidden,
  hint,
  options,
  className = "",
  ...rest
}: Labelled & ComponentProps<"select"> & { options: readonly (readonly [value: string, text: string])[] }) {
  const id = useId();
  return (
    <Label hidden={hidden} hint={hint} id={id} label={label}>
      <span className="relative block">
        <select id={id} {...rest} className={`${inputClass} appearance-none truncate pr-7 ${className}`}>
          {options.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
        <ChevronIcon className="pointer-events-none absolute top-1/2 right-2 size-3.5 -translate-y-1/2 text-muted" />
      </span>
    </Label>
  );
}

/** One of a few, all in sight. */
export function Segments<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: T;
  options: readonly (readonly [value: T, text: ReactNode])[];
  onChange: (value: T) => void;
}) {
  return (
    <div
      aria-label={label}
      className="inline-flex max-w-full overflow-x-auto rounded-md border border-line bg-sunken p-0.5"
      role="group"
    >
      {options.map(([option, text]) => (
        <button
          aria-pressed={option === value}
          className="inline-flex h-6.5 items-center gap-1.5 rounded px-2.5 text-sm whitespace-nowrap text-soft hover:text-ink aria-pressed:bg-raised aria-pressed:font-medium aria-pressed:text-ink aria-pressed:shadow-sm pointer-coarse:h-9"
          key={option}
          onClick={() => onChange(option)}
          type="button"
        >
          {text}
        </button>
      ))}
    </div>
  );
}
