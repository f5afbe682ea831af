import { useState } from "react";
import { AutoIcon, MoonIcon, SunIcon } from "../ui/icons.tsx";
import { applyTheme, storedTheme, type Theme } from "./theme.ts";

const NEXT: Record<Theme, Theme> = { auto: "light", light: "dark", dark: "auto" };
const ICON = { auto: AutoIcon, light: SunIcon, dark: MoonIcon };
const NAME: Record<Theme, string> = { auto: "as the system", light: "light", dark: "dark" };

export function ThemeSwitch() {
  const [theme, setTheme] = useState(storedTheme);
  const Icon = ICON[theme];
  const turn = () => {
    applyTheme(NEXT[theme]);
    setTheme(NEXT[theme]);
  };
  return (
    <button
      aria-label={`Colours: ${NAME[theme]}`}
      className="rounded-md p-1.5 text-muted hover:bg-sunken hover:text-ink"
      onClick={turn}
      title={`Colours: ${NAME[theme]}`}
      type="button"
    >
      <Icon />
    </button>
  );
}
