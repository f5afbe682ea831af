import { useEffect, useRef } from "react";

const FIELDS = "input, textarea, select, [contenteditable]";

/** Single keys of a page; those typed into a field, and while a dialog is open, are none. */
export function useKeys(keys: Readonly<Record<string, () => unknown>>): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const act = latest.current[event.key];
      if (!act || event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
      const at = event.target as HTMLElement;
      if (event.key === "Escape" && at.matches(FIELDS)) return at.blur();
      if (at.matches(FIELDS) || document.querySelector("[role=dialog]")) return;
      // A link or a button that has the focus knows what Enter does.
      if (event.key === "Enter" && at.matches("a, button")) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}
