import { readFileSync } from "node:fs";
import { parseEther } from "viem";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { decodeAnnotations } from "../../../src/annotate/annotation";
import { commitmentOf, parseBackup } from "../../../src/annotate/sealed-play";
import * as chromium from "../support/browser";
import { CLASSES, DAY, settle } from "../support/campaigns";
import { until } from "../support/processes";
import {
  boxes,
  drag,
  drawn,
  handInAndStop,
  nextFrame,
  openScene,
  said,
  type Scene,
  stageOf,
} from "./scene";

const stack = inject("stack");
let scene: Scene;

beforeAll(async () => {
  scene = await openScene(stack);
});

afterAll(() => scene.end());

it("is played by mouse; nothing is lost by a rejection, a reload or a second tab", async () => {
  const page = await scene.visit("bob");
  const { wallet, context } = scene.opened.bob;
  const first = await drawn(scene, page, "bob");
  await drag(page, [0.2, 0.2], [0.6, 0.7]);
  await drag(page, [0.7, 0.7], [0.9, 0.9]);
  await page.getByRole("toolbar").getByLabel("Class").selectOption("leaf");
  await expect.poll(() => boxes(page).count()).toBe(2);
  await page.getByRole("button", { name: "Undo" }).click();
  expect(await boxes(page).nth(1).getAttribute("aria-label")).toContain("flower");
  await page.getByRole("button", { name: "Redo" }).click();

  wallet.rejects = true;
  await page.getByRole("button", { name: /^Hand in 2 boxes/ }).click();
  await expect.poll(() => said(page).textContent()).toContain("nothing was sent");
  wallet.rejects = false;
  wallet.gone = true;
  await page.getByRole("button", { name: /^Hand in 2 boxes/ }).click();
  await expect.poll(() => said(page).textContent()).toContain("does not answer");
  wallet.gone = false;

  const labels = () => boxes(page).evaluateAll((all) => all.map((one) => one.ariaLabel));
  const before = await labels();
  await page.reload();
  await stageOf(page).waitFor();
  expect(await labels()).toEqual(before);

  const second = await context.newPage();
  await second.goto(`${stack.url}/#/annotate/${scene.campaign}`);
  await stageOf(second).waitFor();
  expect(await boxes(second).count()).toBe(2);
  await second.getByRole("button", { name: "Remove box 2" }).click();
  await expect.poll(() => boxes(page).count()).toBe(1);
  expect(await said(page).textContent()).toContain("Another tab");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => boxes(second).count()).toBe(2);

  expect(await chromium.seriousFaults(page)).toEqual([]);
  await chromium.screenshot(page, "annotate-draw");
  await page.getByRole("button", { name: /^Hand in 2 boxes/ }).click();
  await expect.poll(async () => Number((await scene.handOf("bob")).handedIn)).toBe(1);
  const next = await scene.handOf("bob");
  expect([next.hasImage, Number(next.image)]).toEqual([true, 1 - first]);
  await page.getByRole("heading", { name: `Image ${1 - first}` }).waitFor();
  await second.getByRole("heading", { name: `Image ${1 - first}` }).waitFor();
  await second.close();
  await stageOf(page).waitFor();
  await expect.poll(() => boxes(page).count()).toBe(0);
  await drag(page, [0.2, 0.2], [0.6, 0.7]);
  await handInAndStop(page);

  await page.getByText("Add to your own bet").click();
  await page.getByLabel("Amount in ETH").fill("0.02");
  await page.getByRole("button", { name: "Add to my bet" }).click();
  await expect.poll(async () => (await scene.handOf("bob")).added).toBe(parseEther("0.02"));

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save a back-up" }).click(),
  ]);
  const plays = parseBackup(readFileSync(await download.path(), "utf8"));
  expect(plays.map(({ image }) => image).sort()).toEqual([0, 1]);
  for (const play of plays)
    expect(await scene.sealedBy("bob", play.image)).toBe(commitmentOf(play));
  const image = plays.find((play) => play.image === first)!;
  const sent = decodeAnnotations(Buffer.from(image.annotations.slice(2), "hex"));
  expect(sent.map((box) => CLASSES[box.class])).toEqual(["flower", "leaf"]);
}, 180_000);

it("is played by keyboard alone, in the dark", async () => {
  const page = await scene.visit("carol", { scheme: "dark" });
  const first = await drawn(scene, page, "carol");
  await page.getByRole("button", { name: "Add a box" }).focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => boxes(page).count()).toBe(1);
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute("aria-label")))
    .toContain("Box 1");
  const at = async (): Promise<number[]> => {
    const label = (await boxes(page).first().getAttribute("aria-label")) ?? "";
    return [...label.slice(5).matchAll(/\d+/g)].map(Number);
  };
  const [width, height, x, y] = (await at()) as [number, number, number, number];
  for (const key of ["ArrowRight", "ArrowDown", "Shift+ArrowRight", "Shift+ArrowDown", "2"]) {
    await page.keyboard.press(key);
  }
  expect(await at()).toEqual([width + 1, height + 1, x + 1, y + 1]);
  expect(await boxes(page).first().getAttribute("aria-label")).toContain("leaf");
  await page.keyboard.press("b");
  await expect.poll(() => boxes(page).count()).toBe(2);
  await page.keyboard.press("Delete");
  await expect.poll(() => boxes(page).count()).toBe(1);
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+Shift+Z");
  await expect.poll(() => boxes(page).count()).toBe(1);
  expect(await chromium.seriousFaults(page)).toEqual([]);
  await chromium.screenshot(page, "annotate-draw-dark");
  await page.getByRole("button", { name: "Hand in and stop" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Draw an image" }).waitFor();
  expect(BigInt(await scene.sealedBy("carol", first))).not.toBe(0n);
}, 120_000);

it("is played by touch on a phone; two fingers draw nothing; an image is given back", async () => {
  const page = await scene.visit("dave", { viewport: chromium.PHONE, touch: true });
  const first = await drawn(scene, page, "dave");
  await stageOf(page).scrollIntoViewIfNeeded();
  const place = (await stageOf(page).boundingBox())!;
  const devtools = await scene.opened.dave.context.newCDPSession(page);
  const point = (id: number, x: number, y: number) => ({
    ...{ id, x: place.x + x * place.width, y: place.y + y * place.height },
  });
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", ...points: object[]) =>
    devtools.send("Input.dispatchTouchEvent", { type, touchPoints: points as never });
  await touch("touchStart", point(0, 0.2, 0.2));
  for (const to of [0.3, 0.45, 0.6]) await touch("touchMove", point(0, to, to));
  await touch("touchEnd");
  await expect.poll(() => boxes(page).count()).toBe(1);
  await touch("touchStart", point(0, 0.7, 0.3), point(1, 0.75, 0.35));
  await touch("touchMove", point(0, 0.65, 0.25), point(1, 0.85, 0.45));
  await touch("touchMove", point(0, 0.6, 0.2), point(1, 0.9, 0.5));
  await touch("touchEnd");
  // What the fingers did is drawn by then.
  await nextFrame(page);
  expect(await boxes(page).count()).toBe(1);
  await chromium.screenshot(page, "annotate-phone");
  expect(await chromium.overflows(page)).toBe(false);
  expect(await chromium.seriousFaults(page)).toEqual([]);
  await page.getByRole("button", { name: /^Hand in 1 box / }).click();
  await page.getByRole("heading", { name: `Image ${1 - first}` }).waitFor();
  await page.getByRole("button", { name: "Give it back" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Give it back" }).click();
  await expect.poll(async () => (await scene.handOf("dave")).hasImage).toBe(false);
}, 120_000);

it("is revealed after playing, settled, looked at and paid out", async () => {
  await scene.pass(DAY);
  for (const [actor, count] of [
    ["bob", 2],
    ["carol", 1],
    ["dave", 1],
  ] as const) {
    const { page } = scene.opened[actor];
    await page.bringToFront();
    await page.reload();
    await page.getByRole("button", { name: new RegExp(`^Reveal ${count} play`) }).click();
    await until(`${actor}'s plays are revealed`, async () => {
      const sealed = await Promise.all([0, 1].map((image) => scene.sealedBy(actor, image)));
      return sealed.every((one) => BigInt(one) === 0n) ? true : undefined;
    });
  }
  const [players, plays] = await scene.playsOf(0);
  expect(players).toContain(scene.actors.bob);
  expect(plays).toHaveLength(players.length);

  await settle(scene.client, scene.campaign, scene.actors.erin);
  const { page } = scene.opened.bob;
  await page.reload();
  await page.getByRole("heading", { name: "Your reward" }).waitFor();
  await page.getByText("agreed on", { exact: true }).waitFor();
  await expect.poll(() => page.locator(".stage.outcome .centre").count()).toBeGreaterThan(0);
  await expect.poll(() => page.locator(".stage.outcome .own").count()).toBeGreaterThan(0);
  expect(await chromium.seriousFaults(page)).toEqual([]);
  await chromium.screenshot(page, "annotate-outcome");

  const owed = await scene.owedTo(scene.actors.bob);
  expect(owed).toBeGreaterThan(0n);
  const balance = () => scene.client.getBalance({ address: scene.campaign });
  const before = await balance();
  await page.getByRole("button", { name: /^Withdraw / }).click();
  await expect.poll(async () => (await scene.handOf("bob")).isPaid).toBe(true);
  expect(before - (await balance())).toBe(owed);
  await page.getByText("paid out", { exact: false }).first().waitFor();

  const dark = scene.opened.carol.page;
  await dark.bringToFront();
  await dark.reload();
  await dark.getByRole("heading", { name: "Your reward" }).waitFor();
  await dark.getByText("agreed on", { exact: true }).waitFor();
  expect(await chromium.seriousFaults(dark)).toEqual([]);
}, 240_000);
