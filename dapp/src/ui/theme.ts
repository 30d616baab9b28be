import { Store } from "../app/store";

export type Theme = "system" | "light" | "dark";

const KEY = "veriset.theme";
export const theme = new Store<Theme>("system");

/** Take up the choice of the last visit, before anything is drawn. */
export function startTheme(): void {
  const kept = localStorage.getItem(KEY);
  if (kept === "light" || kept === "dark") setTheme(kept);
}

export function setTheme(chosen: Theme): void {
  theme.set(chosen);
  if (chosen === "system") {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem(KEY);
  } else {
    document.documentElement.dataset.theme = chosen;
    localStorage.setItem(KEY, chosen);
  }
}
