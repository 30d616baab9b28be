import { truncateSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ROOT, run } from "../support/processes";
import { ROSE, sha256, stack, prepareScene } from "./scene";

const scene = prepareScene();

it("refuses a file of 200 MB that is no image, and goes on", async () => {
  const large = `${stack.home}/large.png`;
  writeFileSync(large, "no image");
  truncateSync(large, 200 * 2 ** 20);
  const { page } = await scene.visit();
  await page.getByLabel("Image file").setInputFiles(large);
  const status = page.getByRole("status");
  await status.getByText("large.png is not an image that Veriset reads").waitFor();
  await page.getByLabel("Image file").setInputFiles(ROSE);
  const finding = page.getByRole("article", { name: "Dataset flower-photographs" });
  await finding.getByText("Proved", { exact: true }).waitFor();
});

it("refuses 200 MB that only begin as an image, after its hash, and goes on", async () => {
  const large = `${stack.home}/cut.png`;
  writeFileSync(large, Buffer.from("89504e470d0a1a0a", "hex"));
  truncateSync(large, 200 * 2 ** 20);
  const { page } = await scene.visit();
  await page.getByLabel("Image file").setInputFiles(large);
  await page.getByRole("progressbar").waitFor();
  // The page answers while the file is hashed.
  await page.getByLabel("Colours").selectOption("dark");
  const picture = page.getByRole("region", { name: "The image" });
  await picture.getByText("cut.png", { exact: true }).waitFor({ timeout: 90_000 });
  await picture.getByText(sha256(large)).waitFor();
  expect(await picture.getByRole("definition").last().innerText()).toMatch(/^none: /);
  await page.getByRole("heading", { name: "In no dataset" }).waitFor();
}, 120_000);

it("hashes a large image both ways", async () => {
  const large = `${stack.home}/large.bmp`;
  const code =
    "import sys; from PIL import Image; " +
    "from hashlib import sha256; from veriset.pixels import canonical_pixels; " +
    "image = Image.linear_gradient('L').resize((4000, 4000)).convert('RGB'); " +
    "image.save(sys.argv[1]); print(sha256(canonical_pixels(image)).hexdigest())";
  const pixels = await run(`${ROOT}.venv/bin/python`, ["-c", code, large], { PYTHONPATH: ROOT });
  const { page } = await scene.visit();
  await page.getByLabel("Image file").setInputFiles(large);
  const picture = page.getByRole("region", { name: "The image" });
  await picture.getByText("BMP, 4000 × 4000 pixels").waitFor({ timeout: 90_000 });
  await picture.getByText(sha256(large)).waitFor();
  expect(await picture.getByRole("definition").last().innerText()).toBe(`0x${pixels.trim()}`);
}, 120_000);
