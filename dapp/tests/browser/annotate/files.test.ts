import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { DAY, manifestPath } from "../support/campaigns";
import { boxes, drag, drawn, handInAndStop, openScene, type Scene, stageOf } from "./scene";

const stack = inject("stack");
let scene: Scene;
let manifest: { images: { path: string; contentHash: string }[] };

beforeAll(async () => {
  scene = await openScene(stack);
  manifest = JSON.parse(readFileSync(manifestPath(stack), "utf8")) as typeof manifest;
});

afterAll(() => scene.end());

const serve = (page: Page, body: string) =>
  page.route("**/api/v1/campaigns/*/manifest", (route) =>
    route.fulfill({ contentType: "application/json", body }),
  );

it("shows the visitor's own file where the server has none, if it is that image's", async () => {
  const page = await scene.visit("bob");
  await page.route("**/api/v1/images/*/content", (route) =>
    route.fulfill({ status: 404, json: { detail: "This server has no such image." } }),
  );
  await page.getByRole("button", { name: "Draw an image" }).click();
  await page.getByText("The server does not have this image").waitFor();
  const image = Number((await scene.handOf("bob")).image);
  const [right, wrong] = [image, 1 - image].map(
    (index) => `${stack.images}/${manifest.images[index]!.path}`,
  );
  await page.getByLabel("Image file").setInputFiles(wrong!);
  await page.getByText(`This is not image ${image} of the campaign: its hash is`).waitFor();
  expect(await stageOf(page).count()).toBe(0);
  await page.getByLabel("Image file").setInputFiles(right!);
  await stageOf(page).waitFor();
  await drag(page, [0.2, 0.2], [0.6, 0.7]);
  await handInAndStop(page);
  expect(BigInt(await scene.sealedBy("bob", image))).not.toBe(0n);
});

it("checks an image's number in the manifest that the chain names", async () => {
  const page = await scene.visit("carol");
  const body = readFileSync(manifestPath(stack), "utf8");
  const checked = page.getByTestId("checked");
  await serve(page, body.replace("daisy", "rose!"));
  const image = await drawn(scene, page, "carol");
  expect(await checked.textContent()).toContain("is not what the CID on the chain names");
  await page.unroute("**/api/v1/campaigns/*/manifest");
  await serve(page, body);
  await page.reload();
  await stageOf(page).waitFor();
  expect(await checked.textContent()).toContain(`this is image ${image}`);

  // Another image of the campaign, with a proof that holds.
  await page.route(`**/api/v1/campaigns/*/images/${image}`, async (route) => {
    const other = route
      .request()
      .url()
      .replace(/\d+$/, String(1 - image));
    const answer = (await (await fetch(other)).json()) as object;
    await route.fulfill({ json: { ...answer, index: image } });
  });
  await page.reload();
  await page.getByRole("alert").getByText("The server named another image than").waitFor();
  expect(await stageOf(page).count()).toBe(0);
});

it("takes in a back-up in another browser, and reveals from it", async () => {
  const page = await scene.visit("dave");
  const image = await drawn(scene, page, "dave");
  await drag(page, [0.2, 0.2], [0.6, 0.7]);
  await expect.poll(() => boxes(page).count()).toBe(1);
  await handInAndStop(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save a back-up" }).click(),
  ]);
  const backup = await download.path();
  await scene.pass(DAY);

  const fresh = await scene.visit("dave"); // a browser of its own
  await fresh.getByText(`It cannot open those on image ${image}`).waitFor();
  const field = fresh.getByLabel("Take in a back-up");
  const nothing = { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("hello") };
  await field.setInputFiles(nothing);
  await fresh.getByRole("alert").getByText("line 1 is no sealed play").waitFor();
  await field.setInputFiles(backup);
  await fresh.getByText("This browser can open 1 play of yours.").waitFor();
  await fresh.getByRole("button", { name: "Reveal 1 play" }).click();
  await fresh.getByRole("status").getByText("1 play revealed.").waitFor();
  expect(BigInt(await scene.sealedBy("dave", image))).toBe(0n);
  const [players] = await scene.playsOf(image);
  expect(players).toEqual([scene.actors.dave]);
});
