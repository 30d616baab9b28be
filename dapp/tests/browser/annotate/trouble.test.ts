import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { boxes, drag, drawn, openScene, said, type Scene, stageOf } from "./scene";

let scene: Scene;

beforeAll(async () => {
  scene = await openScene(inject("stack"));
});

afterAll(() => scene.end());

it("says that the wallet is on another chain; switching it back loses nothing", async () => {
  const page = await scene.visit("bob");
  const { wallet } = scene.opened.bob;
  await page.getByText("Add to your own bet").click();
  await page.getByLabel("Amount in ETH").fill("0.25");
  wallet.chainId = 1;
  await wallet.emit("chainChanged", "0x1");
  const change = page.getByRole("button", { name: "Switch to Veriset local" });
  await change.waitFor();
  await page.getByRole("button", { name: "Draw an image" }).click();
  const words = "Your wallet is on another chain; switch it to Veriset local above.";
  await page.getByRole("alert").getByText(words).waitFor();
  expect((await scene.handOf("bob")).hasImage).toBe(false);
  await change.click();
  await page.getByRole("status").getByText("Your wallet is on Veriset local now.").waitFor();
  expect(await page.getByLabel("Amount in ETH").inputValue()).toBe("0.25");
  await drawn(scene, page, "bob");
  expect(await page.getByLabel("Amount in ETH").inputValue()).toBe("0.25");
});

it("tells in words why a transaction was refused in its block", async () => {
  const page = await scene.visit("carol");
  const image = await drawn(scene, page, "carol");
  const second = await scene.opened.carol.context.newPage();
  await second.goto(page.url());
  await stageOf(second).waitFor();
  // Both are tried before either is in a block, so the later one reverts in it.
  await scene.client.setAutomine(false);
  try {
    for (const tab of [page, second]) {
      await tab.getByRole("button", { name: "Give it back" }).click();
      await tab.getByRole("dialog").getByRole("button", { name: "Give it back" }).click();
      await tab.getByRole("status").getByText("Sent; waiting for a block").waitFor();
    }
    await scene.client.mine({ blocks: 1 });
  } finally {
    await scene.client.setAutomine(true);
  }
  await expect.poll(() => said(page).textContent()).toBe(`Image ${image} is given back.`);
  const words = "You hold no image: it was handed in or given back, perhaps in another tab.";
  await second.getByRole("alert").getByText(words).waitFor();
  expect((await scene.handOf("carol")).hasImage).toBe(false);
  // The tab that was refused goes on from what the chain has.
  await second.getByRole("button", { name: "Draw an image" }).waitFor();
});

it("says that the time ran out in mid-play, and draws another image", async () => {
  const page = await scene.visit("dave");
  const first = await drawn(scene, page, "dave");
  await drag(page, [0.2, 0.2], [0.6, 0.7]);
  await expect.poll(() => boxes(page).count()).toBe(1);
  await scene.pass(3_601);
  // As when the visitor comes back to the tab.
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await page.getByText(`The time to hand in image ${first} is over. Draw another one.`).waitFor();
  expect(await drawn(scene, page, "dave")).toBe(1 - first);
  expect(await boxes(page).count()).toBe(0);
});
