import { describe, expect, it } from "vitest";
import { screenshot } from "../support/browser";
import { connected, marks, told, tryAgain, prepareScene } from "./scene";

const scene = prepareScene();

const suggested = (): bigint => BigInt(scene.houses.batches[0]!.suggestion);

describe("what goes wrong", () => {
  it("is said, and loses nothing: rejected, on another chain, a node gone", async () => {
    const visitor = await scene.come(scene.alice);
    const { page, wallet } = visitor;
    await connected(visitor);
    await page.getByRole("button", { name: "Accept all but flagged" }).click();
    const before = await page.getByTestId("counts").innerText();

    wallet.rejects = true;
    await page.getByRole("button", { name: "Sign the vote" }).click();
    await told(page, "You rejected it in your wallet");
    await page.getByRole("button", { name: "Vote by transaction" }).click();
    await told(page, "You rejected it in your wallet");
    wallet.rejects = false;

    wallet.gone = true;
    await page.getByRole("button", { name: "Vote by transaction" }).click();
    await told(page, /does not answer/);
    await page.getByRole("alert").filter({ hasText: "your marks are kept" }).waitFor();
    wallet.gone = false;
    await tryAgain(page);

    wallet.chainId = 1;
    await wallet.emit("chainChanged", "0x1");
    await page.getByRole("button", { name: /^Switch to/ }).waitFor();
    await page.getByRole("button", { name: "Vote by transaction" }).click();
    await told(page, "Your wallet is on another chain");
    await page.getByRole("button", { name: /^Switch to/ }).click();
    await told(page, /Your wallet is on/);
    expect(await page.getByTestId("counts").innerText()).toBe(before);
    expect((await scene.dataset.batch(1)).votes).toBe(0);
  });

  it("is said of addresses that name nothing", async () => {
    const { page } = await scene.come(scene.alice, { path: "#/review/0x12" });
    await page.getByRole("alert").filter({ hasText: "names no dataset" }).waitFor();
    await page.goto(`${scene.url}/#/review/${scene.factory}`);
    await page.getByRole("alert").filter({ hasText: "no dataset of this site" }).waitFor();
  });

  it("is said to who contributed the batch", async () => {
    const visitor = await scene.come(scene.contributor);
    await connected(visitor);
    await visitor.page.getByText("You contributed it, so others judge it.").waitFor();
    expect(await marks(visitor.page).count()).toBe(0);
  });
});

describe("the journey of a batch", () => {
  it("is voted on by transaction, with the keyboard alone", async () => {
    const { page } = await scene.come(scene.alice, { path: "#/review" });
    const press = async (name: string | RegExp): Promise<void> => {
      const wanted = page.getByRole("button", { name });
      await wanted.waitFor();
      for (let turn = 0; turn < 60; turn++) {
        if (await wanted.evaluate((one) => one === document.activeElement)) break;
        await page.keyboard.press("Tab");
      }
      await page.keyboard.press("Enter");
    };
    await page.getByRole("link", { name: "Houses" }).focus();
    await page.keyboard.press("Enter");
    await marks(page).first().waitFor();
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await press("Connect a wallet");
    await press("Test wallet");
    await page.getByRole("button", { name: /^Account/ }).waitFor();
    await press("Accept all but flagged");
    await page.getByTestId("cost").filter({ hasText: "gas" }).waitFor();
    await press("Vote by transaction");
    await told(page, /Your vote on batch 1 is on the chain. Block .* gas/);
    const [, bitmaps] = await scene.dataset.votesOf(1);
    expect(bitmaps).toEqual([suggested()]);
    await page.getByTestId("own-vote").waitFor();
    await page.reload();
    await page.getByTestId("own-vote").waitFor();
    expect(await marks(page).count()).toBe(0);
  });

  it("is voted on by signatures without gas, which a fourth hands in together", async () => {
    for (const validator of [scene.bob, scene.carol]) {
      const visitor = await scene.come(validator);
      const { page, wallet } = visitor;
      await connected(visitor);
      await page.getByRole("button", { name: "Accept all but flagged" }).click();
      // Carol thinks otherwise of the first record.
      if (validator === scene.carol) await marks(page).first().click();
      await page.getByRole("button", { name: "Sign the vote" }).click();
      await told(page, "Signed and left with the server.");
      expect(wallet.asked).not.toContain("eth_sendTransaction");
    }
    expect((await scene.dataset.batch(1)).votes).toBe(1);
    const visitor = await scene.come(scene.dave);
    await connected(visitor);
    const { page } = visitor;
    const list = page.getByTestId("signed-votes");
    await expect.poll(() => list.innerText()).toMatch(/ready[^]*ready/);
    await screenshot(page, "review-signatures");
    await page.getByRole("button", { name: "Hand in 2 signed votes" }).click();
    await told(page, "2 signed votes are on the chain.");

    const { status, votes, outcome } = await scene.dataset.batch(1);
    expect({ status, votes, outcome }).toEqual({ status: 1, votes: 3, outcome: suggested() });
    const [, bitmaps] = await scene.dataset.votesOf(1);
    expect(bitmaps).toEqual([suggested(), suggested(), suggested() ^ 1n]);
    // The validated set on the chain: what was there, and each house without a flag.
    const records = scene.houses.batches[0]!.records.match(/.{32}/g)!;
    const kept = records.filter((_, at) => (suggested() >> BigInt(at)) & 1n);
    expect(await scene.dataset.validated()).toBe(scene.houses.validated + kept.join(""));
    await page
      .getByTestId("validated-count")
      .filter({ hasText: `${150 + kept.length}` })
      .waitFor();
  });

  it("pays who voted with the outcome, and gives a badge", async () => {
    const visitor = await scene.come(scene.alice);
    await connected(visitor);
    const { page } = visitor;
    await page.getByRole("button", { name: "Claim" }).click();
    await told(page, "What you earned is credited to you.");
    await page.getByTestId("points").filter({ hasText: "40 points" }).waitFor();
    const badge = page.getByRole("img", { name: "Houses, level 1" });
    await badge.waitFor();
    expect(await badge.evaluate((one) => (one as HTMLImageElement).naturalWidth)).toBeGreaterThan(
      0,
    );
    await screenshot(page, "review-rewards");
    const address = scene.alice;
    const before = await scene.client.getBalance({ address });
    await page.getByRole("button", { name: "Withdraw 0.004 ETH" }).click();
    await told(page, "Your credit is paid to you.");
    expect(await scene.client.getBalance({ address })).toBeGreaterThan(before);
    expect((await scene.dataset.accountOf(address)).credit).toBe(0n);
  });

  it("expires without enough votes, closed by anyone after its time", async () => {
    await scene.dataset.contribute(
      scene.contributor,
      scene.houses.batches[0]!.records.slice(0, 64),
    );
    await scene.dataset.vote(scene.bob, 2, 0b11n);
    const visitor = await scene.come(scene.dave, { path: scene.path(2) });
    await connected(visitor);
    const { page } = visitor;
    await page.getByTestId("quorum").filter({ hasText: "1 of 3 votes is in" }).waitFor();
    await scene.pass(86_401);
    await page.getByRole("button", { name: "Vote by transaction" }).click();
    await told(page, "Votes on this batch were taken until");
    await page.getByRole("button", { name: "Close the batch" }).click();
    await told(page, "Batch 2 is closed.");
    expect((await scene.dataset.batch(2)).status).toBe(2);
    await page.getByText("expired for want of votes").waitFor();
  });
});
