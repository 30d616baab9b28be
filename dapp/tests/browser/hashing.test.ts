import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { launch, open, type Opened } from "./support/browser";
import { accountsOf, chainClient } from "./support/chain";
import { ROOT, run } from "./support/processes";

interface Vectors {
  accepted: { name: string; file: string; sha256: string }[];
  refused: { name: string; file: string }[];
}

const { accepted, refused } = JSON.parse(
  readFileSync(`${ROOT}tests/vectors/pixels.json`, "utf8"),
) as Vectors;
const stack = inject("stack");

let browser: Browser;
let visit: Opened;

beforeAll(async () => {
  browser = await launch();
  const { alice } = await accountsOf(chainClient(stack));
  visit = await open(browser, stack, { account: alice });
});

afterAll(() => browser.close());

/** What the page shows as a file's pixel hash: the hash, or "none: " and the reason. */
async function shownHash(name: string, buffer: Buffer): Promise<string> {
  const { page } = visit;
  await page.getByLabel("Image file").setInputFiles({ name, mimeType: "", buffer });
  const picture = page.getByRole("region", { name: "The image" });
  await picture.getByText(name, { exact: true }).waitFor();
  return (await picture.getByRole("definition").last().textContent()) ?? "";
}

describe("the page's pixel hash", () => {
  it.each(accepted.map((vector, i) => ({ ...vector, i })))(
    "is Python's for $name",
    async ({ name, file, sha256, i }) => {
      const shown = await shownHash(`accepted-${i}`, Buffer.from(file, "base64"));
      expect(shown).toBe(
        name.includes("TIFF") ? "none: browsers do not decode TIFF" : `0x${sha256}`,
      );
    },
  );

  it.each(refused.map((vector, i) => ({ ...vector, i })))(
    "is refused for $name",
    async ({ file, i }) => {
      const shown = await shownHash(`refused-${i}`, Buffer.from(file, "base64"));
      expect(shown).toMatch(/^none: (?!it is damaged)/);
    },
  );

  it("is Pillow's for JPEG and WebP, whatever profile or orientation they carry", async () => {
    const pictures = JSON.parse(
      await run(`${ROOT}.venv/bin/python`, ["-m", "tests.vectors.lossy_pixels"], {
        PYTHONPATH: ROOT,
      }),
    ) as { name: string; file: string; sha256: string }[];
    const differing: string[] = [];
    for (const { name, file, sha256 } of pictures) {
      const shown = await shownHash(name, Buffer.from(file, "base64"));
      if (shown !== `0x${sha256}`) differing.push(`${name}: ${shown}`);
    }
    expect(differing).toEqual([]);
  });
});
