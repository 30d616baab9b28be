import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readVotesFile } from "../../../src/review/signed-vote";
import { connected, marks, told, prepareScene } from "./scene";

const scene = prepareScene();

describe("a vote", () => {
  it("is shown with its marks after a reload, though the chain does not name it", async () => {
    const visitor = await scene.come(scene.alice);
    const page = await connected(visitor);
    await marks(page).nth(0).click();
    await marks(page).nth(3).click();
    await page.getByRole("button", { name: "Vote by transaction" }).click();
    await told(page, "Your vote on batch 1 is on the chain.");
    const note = page.getByTestId("own-vote");
    for (const turn of ["at once", "after a reload"]) {
      await note.filter({ hasText: "You voted 2 of 40 records valid" }).waitFor();
      expect(await note.innerText(), turn).toContain("0x9");
      const verdicts = await page.locator("table.records td.vote").allInnerTexts();
      const valid = verdicts.flatMap((text, at) => (text.startsWith("✓") ? [at] : []));
      expect(valid, turn).toEqual([0, 3]);
      await page.reload();
    }
    const [, bitmaps] = await scene.dataset.votesOf(1);
    expect(bitmaps).toEqual([9n]);
  });

  it("that is signed and refused by the server says why, and goes on as a file", async () => {
    const bob = await connected(await scene.come(scene.bob));
    const reason = "The vote would not be counted: its validator has no stake.";
    await bob.route("**/batches/1/signatures", (route) =>
      route.request().method() === "POST"
        ? route.fulfill({ status: 422, json: { title: "Unprocessable", detail: reason } })
        : route.continue(),
    );
    await bob.getByRole("button", { name: "Accept all", exact: true }).click();
    await bob.getByRole("button", { name: "Sign the vote" }).click();
    await told(bob, reason);
    await bob.getByTestId("signed-votes").getByText("40 of 40 valid, ready").waitFor();
    const [download] = await Promise.all([
      bob.waitForEvent("download"),
      bob.getByRole("button", { name: "Save as a file" }).click(),
    ]);
    const file = await download.path();
    expect(readVotesFile(readFileSync(file, "utf8"))).toMatchObject([
      { validator: scene.bob, batchId: 1, bitmap: 2n ** 40n - 1n },
    ]);

    // Opened before the wallet is connected, the file's votes stay when it is.
    const dave = await scene.come(scene.dave);
    const { page } = dave;
    const field = page.getByLabel("Open files of signed votes");
    const buffer = Buffer.from("{}");
    await field.setInputFiles({ name: "none.json", mimeType: "application/json", buffer });
    await told(page, "none.json holds no signed votes: it is not a list of signed votes.");
    await field.setInputFiles(file);
    await page.getByTestId("signed-votes").getByText("40 of 40 valid, ready").waitFor();
    await connected(dave);
    await page.getByRole("button", { name: "Hand in 1 signed vote" }).click();
    await told(page, "1 signed vote is on the chain.");
    const [, bitmaps] = await scene.dataset.votesOf(1);
    expect(bitmaps).toEqual([9n, 2n ** 40n - 1n]);
  });
});
