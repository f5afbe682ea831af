import { useEffect, useRef } from "react";

const STORED = "hookinbox.keys";

/** Whoever speaks to the computer, or hits keys unmeant, turns single keys off. */
export const singleKeys = (): boolean => localStorage.getItem(STORED) !== "off";

export function setSingleKeys(on: boolean): void {
  if (on) localStorage.removeItem(STORED);
  else localStorage.setItem(STORED, "off");
}

const FIELDS = "input:not([type=checkbox]), textarea, select, [contenteditable]";

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
      if (event.key.length === 1 && !singleKeys()) return;
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
