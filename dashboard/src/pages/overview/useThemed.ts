import { useEffect, useState } from "react";

/** Counts the changes between light and dark, whoever made them. */
export function useThemed(): number {
  const [turns, setTurns] = useState(0);
  useEffect(() => {
    const system = window.matchMedia("(prefers-color-scheme: dark)");
    const turned = () => setTurns((n) => n + 1);
    system.addEventListener("change", turned);
    window.addEventListener("themechange", turned);
    return () => {
      system.removeEventListener("change", turned);
      window.removeEventListener("themechange", turned);
    };
  }, []);
  return turns;
}
