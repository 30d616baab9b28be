import type { Hex } from "viem";
import { describe, expect, it } from "vitest";
import { connectWallet, screenshot } from "../support/browser";
import { ROOT, run } from "../support/processes";
import { ROSE, sha256, stack, prepareScene, verifiedAt } from "./scene";

const scene = prepareScene();

describe("verifying an image", () => {
  it("goes from the image to a record on the chain", async () => {
    const { page } = await scene.visit();
    await screenshot(page, "verify-start-light");
    await connectWallet(page);
    await page.getByLabel("Image file").setInputFiles(ROSE);
    const finding = page.getByRole("article", { name: "Dataset flower-photographs" });
    await finding.getByText("Proved", { exact: true }).waitFor();
    await finding.getByText("read through your wallet").waitFor();
    await finding.getByText("Every connection is confirmed by the chain.").waitFor();
    await finding.getByText("As a list").click();
    expect(await finding.getByRole("listitem").allTextContents()).toEqual(
      expect.arrayContaining([
        expect.stringContaining("flower-classifier"),
        expect.stringContaining("rose-classifier"),
        "model rose-classifier was derived from model flower-classifier",
        "dataset flower-photographs replaces dataset flower-drafts",
      ]),
    );

    await finding.getByRole("button", { name: /Record this verification/ }).click();
    await page.getByRole("status").getByText("Your verification is on the chain").waitFor();
    await finding.getByText(/You recorded this on/).waitFor();
    await screenshot(page, "verify-light");

    const hash = sha256(ROSE);
    expect(await verifiedAt(scene.photographs.id, hash, scene.actors.bob)).toBeGreaterThan(0n);
    expect(await verifiedAt(scene.photographs.id, hash, stack.registry)).toBe(0n);

    // A reload finds the same, without the image.
    await page.reload();
    await finding.getByText(/You recorded this on/).waitFor();
  });

  it("finds a lossless copy by its pixels, for a visitor without a wallet", async () => {
    const copy = `${stack.home}/copy.bmp`;
    await convert(ROSE, copy);
    const { page } = await scene.visit();
    await page.getByLabel("Image file").setInputFiles(copy);
    const finding = page.getByRole("article", { name: "Dataset flower-drafts" });
    await finding.getByText("Proved", { exact: true }).waitFor();
    await finding.getByText("read through this server’s node").waitFor();
    await finding.getByText("There is a newer version of this dataset.").waitFor();
    expect(await page.getByRole("article").count()).toBe(1);
    expect(await finding.getByRole("button", { name: /Record this/ }).isDisabled()).toBe(true);
  });

  it("says when an image is in no dataset", async () => {
    const { page } = await scene.visit();
    await page.getByLabel("Image file").setInputFiles({
      name: "grey.pgm",
      mimeType: "image/x-portable-graymap",
      buffer: Buffer.from("P2 2 1 255 1 2"),
    });
    await page.getByRole("heading", { name: "In no dataset" }).waitFor();
  });

  it("takes an image that is dropped or pasted", async () => {
    for (const event of ["drop", "paste"] as const) {
      const { page } = await scene.visit();
      await page.getByRole("button", { name: "Choose an image" }).waitFor();
      await page.evaluate((name) => {
        const data = new DataTransfer();
        data.items.add(new File(["P2 1 1 255 9"], "nine.pgm"));
        const options = { bubbles: true, cancelable: true };
        document.body.dispatchEvent(
          name === "drop"
            ? new DragEvent("drop", { ...options, dataTransfer: data })
            : new ClipboardEvent("paste", { ...options, clipboardData: data }),
        );
      }, event);
      await page.getByText("nine.pgm").first().waitFor();
      await page.getByRole("heading", { name: "In no dataset" }).waitFor();
    }
  });
});

describe("a server that lies", () => {
  it("is found out by the root on the chain", async () => {
    const { page } = await scene.visit();
    await page.route("**/api/v1/images/*", async (route) => {
      const response = await route.fetch();
      const answer = (await response.json()) as { matches: { proof: Hex[]; root: Hex }[] };
      for (const match of answer.matches) {
        // A proof that holds, but for a root of the server's own.
        match.proof = [];
        match.root = `0x${"ab".repeat(32)}`;
      }
      await route.fulfill({ response, json: answer });
    });
    await page.getByLabel("Image file").setInputFiles(ROSE);
    const finding = page.getByRole("article", { name: "Dataset flower-photographs" });
    await finding.getByText("Not proved", { exact: true }).waitFor();
    expect(await finding.getByRole("button", { name: /Record this/ }).count()).toBe(0);
  });

  it("cannot add models or connections that the chain does not have", async () => {
    const { page } = await scene.visit();
    const [fake, name] = [`0x${"cd".repeat(32)}`, "made-up-model"];
    await page.route("**/api/v1/images/*", async (route) => {
      const response = await route.fetch();
      const answer = (await response.json()) as { models: unknown[] };
      answer.models.push({ id: fake, name, through: scene.photographs.id });
      await route.fulfill({ response, json: answer });
    });
    await page.route("**/lineage", async (route) => {
      const response = await route.fetch();
      const answer = (await response.json()) as { edges: unknown[] };
      answer.edges.push({ from: scene.photographs.id, to: scene.scans.id, role: "supersedes" });
      await route.fulfill({ response, json: answer });
    });
    await page.getByLabel("Image file").setInputFiles(ROSE);
    const finding = page.getByRole("article", { name: "Dataset flower-photographs" });
    await finding.getByText(/The server names 1 more/).waitFor();
    await finding.getByText(/The chain does not confirm 1 of/).waitFor();
    expect(await finding.getByText(name).count()).toBe(0);
  });
});

/** Save a picture in another format, with Pillow. */
async function convert(from: string, to: string): Promise<void> {
  const code = "import sys; from PIL import Image; Image.open(sys.argv[1]).save(sys.argv[2])";
  await run(`${ROOT}.venv/bin/python`, ["-c", code, from, to]);
}
