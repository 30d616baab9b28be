import { linkTo, type PageName } from "../app/route";
import { useStore } from "../app/store";
import { setTheme, theme, type Theme } from "./theme";
import { WalletPanel } from "./WalletPanel";

const LINKS: [PageName, string][] = [
  ["verify", "Verify"],
  ["annotate", "Annotate"],
  ["review", "Review"],
];

export function Header({ page }: { page: PageName }) {
  return (
    <header class="top">
      <a class="brand" href={linkTo("verify")} aria-label="Veriset, to the start">
        <Mark />
        Veriset
      </a>
      <nav aria-label="Pages">
        {LINKS.map(([name, label]) => (
          <a href={linkTo(name)} key={name} aria-current={name === page ? "page" : undefined}>
            {label}
          </a>
        ))}
      </nav>
      <div class="tools">
        <ThemeSwitch />
        <WalletPanel />
      </div>
    </header>
  );
}

function ThemeSwitch() {
  const chosen = useStore(theme);
  return (
    <label class="theme">
      <span class="hidden">Colours</span>
      <select value={chosen} onChange={(event) => setTheme(event.currentTarget.value as Theme)}>
        <option value="system">Auto</option>
        <option value="light">Light</option>
        <option value="dark">Dark</option>
      </select>
    </label>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 24 24" width="26" height="26" aria-hidden="true">
      <path class="mark-back" d="M12 1.5 21.5 6.8v10.4L12 22.5 2.5 17.2V6.8z" />
      <path class="mark-line" d="m7.2 12.2 3.3 3.3 6.3-6.8" />
    </svg>
  );
}
