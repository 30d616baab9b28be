import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type axe from "axe-core";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import type { Address } from "viem";
import { ROOT } from "./processes";
import type { Addresses } from "./stack";
import { injectWallet, type TestWallet } from "./wallet";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The program that .toolchain/install-browser found or installed. */
function chromiumPath(): string {
  for (const name of [process.env.CHROMIUM ?? "", ...NAMES].filter(Boolean)) {
    try {
      const found = execFileSync("sh", ["-c", 'command -v "$1"', "sh", name]);
      return found.toString().trim();
    } catch {
      continue;
    }
  }
  throw new Error("there is no Chromium; run .toolchain/install-browser");
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: [
      ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
    ],
  });
}

export interface Opened {
  page: Page;
  context: BrowserContext;
  wallet: TestWallet;
  /** Errors that the page threw or printed. */
  faults: string[];
}

export interface Opening {
  account: Address;
  path?: string;
  scheme?: "light" | "dark";
  viewport?: { width: number; height: number };
  touch?: boolean;
}

export const PHONE = { width: 360, height: 740 };

/** A new visitor, with a wallet of that account. */
export async function open(
  browser: Browser,
  { url, rpc }: Addresses,
  opening: Opening,
): Promise<Opened> {
  const { account, path = "#/verify", scheme = "light", viewport, touch = false } = opening;
  const context = await browser.newContext({
    colorScheme: scheme,
    viewport: viewport ?? { width: 1200, height: 900 },
    hasTouch: touch,
    reducedMotion: "reduce",
  });
  const wallet = await injectWallet(context, rpc, account);
  const faults: string[] = [];
  context.on("page", (page) => watch(page, faults));
  const page = await context.newPage();
  await page.goto(`${url}/${path}`);
  return { page, context, wallet, faults };
}

function watch(page: Page, faults: string[]): void {
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    // Chromium prints a line for every answer that is an error; the page tells those itself.
    if (message.type() !== "error" || message.text().startsWith("Failed to load resource")) return;
    faults.push(message.text());
  });
}

/** Connect the wallet through the page's menu. */
export async function connectWallet(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Connect a wallet" }).click();
  await page.getByRole("button", { name: "Test wallet" }).click();
  await page.getByRole("button", { name: /^Account/ }).waitFor();
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");

/** What axe finds that is serious or critical, as lines. */
export async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(axeSource); // a script element would be refused by the page's policy
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(),
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
}

/** Keep a picture of the whole page as build/screenshots/<name>.png. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(`${ROOT}build/screenshots`, { recursive: true });
  await page.screenshot({ path: `${ROOT}build/screenshots/${name}.png`, fullPage: true });
}

/** Whether something is wider than the screen. */
export function overflows(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
}
