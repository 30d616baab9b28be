import { describe, expect, it } from "vitest";
import { overflows, PHONE, screenshot, seriousFaults } from "../support/browser";
import { connected, marked, marks, prepareScene } from "./scene";

const scene = prepareScene();

describe("a batch under review", () => {
  it("shows records, units and the flags that Python computes", async () => {
    const { page } = await scene.come(scene.alice);
    await page.getByRole("heading", { name: "Batch 1" }).waitFor();
    const rows = page.locator("table.records tbody tr:has(.reason)");
    await expect.poll(() => rows.count()).toBe(40);
    for (const [row, texts] of scene.houses.batches[0]!.texts.entries()) {
      const cells = await rows.nth(row).locator("td").allInnerTexts();
      const shown = cells.slice(3).map((text) => text.replace(/^flagged:\s*/, ""));
      expect(shown).toEqual(texts);
      const flags = scene.houses.flags.filter(({ record }) => record === row);
      const words = flags.map(
        ({ kind, detail }) => `${kind}: ${detail.replace("batch 4", "batch 1")}`,
      );
      expect(cells[1]!.split("\n").filter(Boolean)).toEqual(words);
    }
    await page.getByTestId("quorum").filter({ hasText: "0 of 3 votes" }).waitFor();
    await page.getByText("Fields: units, ranges").click();
    await page.getByRole("img", { name: /^price from/ }).waitFor();
    await screenshot(page, "review");
  });

  it("is sorted and filtered", async () => {
    const { page } = await scene.come(scene.alice);
    await page.getByLabel("Show").selectOption("flagged");
    const flagged = new Set(scene.houses.flags.map(({ record }) => record)).size;
    await expect.poll(() => marks(page).count()).toBe(flagged);
    await page.getByLabel("Show").selectOption("all");
    await page.getByRole("button", { name: "price" }).click();
    const prices = await page.locator("table.records tbody tr td:last-child").allInnerTexts();
    const numbers = prices.slice(0, 40).map((text) => Number(text.replace(/\D/g, "")));
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  });

  it.each(["light", "dark"] as const)("has no serious fault for axe in %s", async (scheme) => {
    const visitor = await scene.come(scene.alice, { scheme });
    const { page } = visitor;
    await page.getByText("Fields: units, ranges").click();
    await connected(visitor);
    expect(await seriousFaults(page)).toEqual([]);
    await screenshot(page, `review-${scheme}`);
  });

  it("fits a phone, on which records are marked by touch", async () => {
    const { page } = await scene.come(scene.alice, { viewport: PHONE, touch: true });
    await marks(page).first().waitFor();
    await page.getByText("There are none yet.").waitFor(); // the last to be drawn
    expect(await overflows(page)).toBe(false);
    await marks(page).first().tap();
    await expect.poll(() => marked(page)).toEqual([0]);
    expect(await seriousFaults(page)).toEqual([]);
    await screenshot(page, "review-phone");
  });

  it("says where the server's flags are not what follows from the chain", async () => {
    const flags = scene.houses.flags.map((flag) => ({
      ...flag,
      batch: 1,
      detail: flag.detail.replace("batch 4", "batch 1"),
    }));
    const { page } = await scene.come(scene.alice);
    await page.getByText("The server computes the same flags.").waitFor();
    await page.route("**/batches/1/review", (route) =>
      route.fulfill({ json: { flags: flags.slice(1) } }),
    );
    await page.reload();
    const differs = page.getByTestId("differs");
    await differs.waitFor();
    expect(await differs.innerText()).toContain(`about 1 record (${flags[0]!.record})`);
  });
});

describe("marks", () => {
  it("are made by keyboard, kept through a reload, and the same in two tabs", async () => {
    const visitor = await scene.come(scene.alice);
    const { page, context } = visitor;
    await marks(page).first().focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("End");
    await page.keyboard.press("Space");
    await expect.poll(() => marked(page)).toEqual([0, 1, 2, 39]);
    await expect.poll(() => page.getByTestId("counts").innerText()).toBe("4 valid, 36 not valid");
    await page.reload();
    await marks(page).first().waitFor();
    expect(await marked(page)).toEqual([0, 1, 2, 39]);
    const second = await context.newPage();
    await second.goto(`${scene.url}/${scene.path(1)}`);
    await marks(second).nth(5).click();
    await expect.poll(() => marked(page)).toEqual([0, 1, 2, 5, 39]);
    // Made before a wallet is connected, they stay when one is.
    await connected(visitor);
    await page.getByRole("button", { name: "Vote by transaction" }).waitFor();
    expect(await marked(page)).toEqual([0, 1, 2, 5, 39]);
  });
});
