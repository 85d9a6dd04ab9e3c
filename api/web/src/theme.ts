// Light or dark: what the system says until the reader says otherwise.

export type Choice = "system" | "light" | "dark";

const STORED = "sourcebound-theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

export function chosen(): Choice {
  const stored = localStorage.getItem(STORED);
  return stored === "light" || stored === "dark" ? stored : "system";
}

export function choose(choice: Choice): void {
  if (choice === "system") localStorage.removeItem(STORED);
  else localStorage.setItem(STORED, choice);
  show();
}

/** Put the theme on the page, now and whenever the system changes its mind. */
export function followTheme(): void {
  show();
  dark.addEventListener("change", show);
}

function show(): void {
  const choice = chosen();
  document.documentElement.dataset.theme = choice === "system" ? (dark.matches ? "dark" : "light") : choice;
}
