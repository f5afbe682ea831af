export type Theme = "auto" | "light" | "dark";

const KEY = "hookinbox.theme";

export function storedTheme(): Theme {
  const stored = localStorage.getItem(KEY);
  return stored === "light" || stored === "dark" ? stored : "auto";
}

/** `auto` follows the system. */
export function applyTheme(theme: Theme): void {
  if (theme === "auto") {
    localStorage.removeItem(KEY);
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem(KEY, theme);
    document.documentElement.dataset.theme = theme;
  }
  // Canvases have no style sheet: charts draw anew.
  window.dispatchEvent(new Event("themechange"));
}
