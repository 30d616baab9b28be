import { afterAll, beforeAll, expect, it } from "vitest";
import { type Stack, startStack } from "../support/stack";
import { boxes, drag, drawn, openScene, said, type Scene, stageOf } from "./scene";

// A chain of its own: its node is ended.
let stack: Stack;
let scene: Scene;

beforeAll(async () => {
  stack = await startStack();
  scene = await openScene(stack);
});

afterAll(async () => {
  await scene.end();
  await stack.stop();
});

it("loses nothing that is drawn while the chain's node is gone", async () => {
  const page = await scene.visit("bob");
  const image = await drawn(scene, page, "bob");
  await drag(page, [0.2, 0.2], [0.6, 0.7]);
  await expect.poll(() => boxes(page).count()).toBe(1);
  await stack.stopNode();
  const stop = page.getByRole("button", { name: "Hand in and stop" });
  await stop.click();
  await expect.poll(() => said(page).textContent()).toContain("The chain's node does not answer.");
  await drag(page, [0.7, 0.7], [0.9, 0.9]);
  await expect.poll(() => boxes(page).count()).toBe(2);

  await stack.startNode();
  await page.reload();
  await stageOf(page).waitFor();
  expect(await boxes(page).count()).toBe(2);
  await stop.click();
  await page.getByRole("button", { name: "Draw an image" }).waitFor();
  expect(BigInt(await scene.sealedBy("bob", image))).not.toBe(0n);
}, 180_000);
