import { type ComponentProps, type ReactNode, useEffect, useState } from "react";
import { CheckIcon, CopyIcon } from "./icons.tsx";

const LOOKS = {
  main: "bg-solid text-on-solid hover:opacity-90 border border-transparent",
  plain: "bg-surface text-ink border border-line-strong hover:bg-sunken",
  quiet: "text-soft hover:text-ink hover:bg-sunken border border-transparent",
  danger: "bg-surface text-dead border border-line-strong hover:bg-dead-wash",
};
export type Look = keyof typeof LOOKS;

export const buttonClass = (look: Look = "plain", className = "") =>
  `inline-flex h-8 items-center justify-center gap-1.5 rounded-md px-3 text-sm font-medium whitespace-nowrap transition-colors disabled:opacity-50 pointer-coarse:h-10 ${LOOKS[look]} ${className}`;

interface ButtonProps extends ComponentProps<"button"> {
  readonly look?: Look;
  readonly busy?: boolean;
}

export function Button({ look, busy = false, className, disabled, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-busy={busy}
      className={buttonClass(look, className)}
      disabled={disabled || busy}
    />
  );
}

/** Copies, and says so for two seconds. `text` may be asked for only then. */
export function Copy({
  text,
  children = "Copy",
  look = "plain",
  className,
}: {
  text: string | (() => Promise<string>);
  children?: ReactNode;
  look?: Look;
  className?: string;
}) {
  const [said, setSaid] = useState<string>();
  useEffect(() => {
    const timer = said === undefined ? undefined : setTimeout(() => setSaid(undefined), 2_000);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    const done = await toClipboard(typeof text === "string" ? text : await text()).catch(() => false);
    setSaid(done ? "Copied" : "Could not copy");
  };
  return (
    <Button aria-live="polite" className={className} look={look} onClick={copy}>
      {said === "Copied" ? <CheckIcon className="size-3.5" /> : <CopyIcon className="size-3.5" />}
      {said ?? children}
    </Button>
  );
}

/** Over plain http from another machine there is no clipboard API, and the old way still works. */
async function toClipboard(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return true;
  }
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
