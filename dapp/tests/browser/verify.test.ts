import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import type { Address, Hex } from "viem";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { provenanceRegistryAbi } from "../../src/chain/abi";
import {
  connectWallet,
  launch,
  open,
  type Opened,
  type Opening,
  overflows,
  PHONE,
  screenshot,
  seriousFaults,
} from "./support/browser";
import { accountsOf, type Actor, chainClient, registerModel } from "./support/chain";
import { drawPictures, publishFolder, type Published } from "./support/datasets";
import { run, ROOT } from "./support/processes";

const stack = inject("stack");
const chain = chainClient(stack);
const folder = `${stack.home}/flowers`;
const ROSE = `${folder}/roses/roses-0002.jpg`;

let browser: Browser;
let actors: Record<Actor, Address>;
let photographs: Published;
let scans: Published;
let opened: Opened[] = [];

beforeAll(async () => {
  actors = await accountsOf(chain);
  await drawPictures(folder, 4);
  scans = await publishFolder(stack, chain, actors.alice, folder, {
    name: "flower-drafts",
    hash: "pixels",
  });
  photographs = await publishFolder(stack, chain, actors.alice, folder, {
    name: "flower-photographs",
    hash: "file",
    supersedes: scans.id,
  });
  const base = await registerModel(chain, stack.registry, actors.alice, {
    name: "flower-classifier",
    datasets: [photographs.id],
  });
  await registerModel(chain, stack.registry, actors.bob, {
    name: "rose-classifier",
    datasets: [scans.id, photographs.id],
    parent: base,
  });
  browser = await launch();
}, 300_000);

afterEach(async () => {
  const faults = opened.flatMap((visit) => visit.faults);
  for (const { context } of opened) await context.close();
  opened = [];
  expect(faults).toEqual([]);
});

afterAll(() => browser.close());

async function visit(opening: Partial<Opening> = {}): Promise<Opened> {
  const found = await open(browser, stack, { account: actors.bob, ...opening });
  opened.push(found);
  return found;
}

describe("verifying an image", () => {
  it("goes from the image to a record on the chain", async () => {
    const { page } = await visit();
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
    expect(await verifiedAt(photographs.id, hash, actors.bob)).toBeGreaterThan(0n);
    expect(await verifiedAt(photographs.id, hash, actors.carol)).toBe(0n);

    // A reload finds the same, without the image.
    await page.reload();
    await finding.getByText(/You recorded this on/).waitFor();
  });

  it("finds a lossless copy by its pixels, for a visitor without a wallet", async () => {
    const copy = `${stack.home}/copy.bmp`;
    await convert(ROSE, copy);
    const { page } = await visit();
    await page.getByLabel("Image file").setInputFiles(copy);
    const finding = page.getByRole("article", { name: "Dataset flower-drafts" });
    await finding.getByText("Proved", { exact: true }).waitFor();
    await finding.getByText("read through this server’s node").waitFor();
    await finding.getByText("There is a newer version of this dataset.").waitFor();
    expect(await page.getByRole("article").count()).toBe(1);
    expect(await finding.getByRole("button", { name: /Record this/ }).isDisabled()).toBe(true);
  });

  it("says when an image is in no dataset", async () => {
    const { page } = await visit();
    await page.getByLabel("Image file").setInputFiles({
      name: "grey.pgm",
      mimeType: "image/x-portable-graymap",
      buffer: Buffer.from("P2 2 1 255 1 2"),
    });
    await page.getByRole("heading", { name: "In no dataset" }).waitFor();
  });

  it("takes an image that is dropped or pasted", async () => {
    for (const event of ["drop", "paste"] as const) {
      const { page } = await visit();
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
    const { page } = await visit();
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
    const { page } = await visit();
    const [fake, name] = [`0x${"cd".repeat(32)}`, "made-up-model"];
    await page.route("**/api/v1/images/*", async (route) => {
      const response = await route.fetch();
      const answer = (await response.json()) as { models: unknown[] };
      answer.models.push({ id: fake, name, through: photographs.id });
      await route.fulfill({ response, json: answer });
    });
    await page.route("**/lineage", async (route) => {
      const response = await route.fetch();
      const answer = (await response.json()) as { edges: unknown[] };
      answer.edges.push({ from: photographs.id, to: scans.id, role: "supersedes" });
      await route.fulfill({ response, json: answer });
    });
    await page.getByLabel("Image file").setInputFiles(ROSE);
    const finding = page.getByRole("article", { name: "Dataset flower-photographs" });
    await finding.getByText(/The server names 1 more/).waitFor();
    await finding.getByText(/The chain does not confirm 1 of/).waitFor();
    expect(await finding.getByText(name).count()).toBe(0);
  });
});

describe("bad input", () => {
  it.each([
    ["notes.txt", "hello"],
    ["picture.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"],
    ["empty.png", ""],
  ])("says that %s is no image", async (name, text) => {
    const { page } = await visit();
    const buffer = Buffer.from(text);
    await page.getByLabel("Image file").setInputFiles({ name, mimeType: "image/png", buffer });
    await page
      .getByRole("status")
      .getByText(`${name} is not an image that Veriset reads`)
      .waitFor();
  });

  it("refuses an address that holds no hashes", async () => {
    const { page } = await visit({ path: "#/verify/0x12" });
    await page.getByText("This address holds no image hashes").waitFor();
  });

  it("brings a wallet on another chain to the server's, which it must learn first", async () => {
    const { page, wallet } = await visit({ account: actors.alice });
    wallet.chainId = 1;
    wallet.chains = new Set([1]);
    await connectWallet(page);
    await page.getByLabel("Image file").setInputFiles(ROSE);
    const finding = page.getByRole("article", { name: "Dataset flower-photographs" });
    await finding.getByRole("button", { name: /Record this/ }).click();
    await page.getByRole("status").getByText("Your wallet is on another chain").waitFor();

    wallet.rejects = true;
    await page.getByRole("button", { name: "Switch to Veriset local" }).click();
    await page.getByRole("status").getByText("You rejected it in your wallet").waitFor();
    wallet.rejects = false;
    await page.getByRole("button", { name: "Switch to Veriset local" }).click();
    await page.getByRole("status").getByText("Your wallet is on Veriset local now.").waitFor();
    expect(wallet.asked).toContain("wallet_addEthereumChain");
    await finding.getByText("read through your wallet").waitFor();
  });

  it("loses nothing when the signature is rejected", async () => {
    const { page, wallet } = await visit({ account: actors.carol });
    await connectWallet(page);
    await page.getByLabel("Image file").setInputFiles(ROSE);
    const record = page
      .getByRole("article", { name: "Dataset flower-photographs" })
      .getByRole("button", { name: /Record this/ });
    await record.waitFor();
    wallet.rejects = true;
    await record.click();
    await page.getByRole("status").getByText("You rejected it in your wallet").waitFor();
    await screenshot(page, "verify-rejected");
    wallet.rejects = false;
    await record.click();
    await page.getByRole("status").getByText("Your verification is on the chain").waitFor();
  });

  it("tells of a second tab's record, and of a transaction that reverts", async () => {
    const { page, context } = await visit({ account: actors.dave });
    await connectWallet(page);
    await page.getByLabel("Image file").setInputFiles(ROSE);
    const button = /Record this/;
    await page.getByRole("button", { name: button }).first().waitFor();
    const second = await context.newPage();
    await second.goto(page.url());
    await second.getByRole("button", { name: button }).first().waitFor();

    // Both are tried before either is in a block, so the later one reverts in it.
    await chain.setAutomine(false);
    try {
      const record = (tab: typeof page) =>
        tab
          .getByRole("article", { name: "Dataset flower-photographs" })
          .getByRole("button", { name: button })
          .click();
      for (const tab of [page, second]) {
        await record(tab);
        await tab.getByRole("status").getByText("Sent; waiting for a block").waitFor();
      }
      await chain.mine({ blocks: 1 });
    } finally {
      await chain.setAutomine(true);
    }
    const [told, refused] = [page, second].map((tab) => tab.getByRole("status"));
    await told!.getByText("Your verification is on the chain").waitFor();
    await refused!.getByText("You have recorded this image of this dataset before.").waitFor();
    await second.getByText(/You recorded this on/).waitFor();
  });

  it("says when the node or the server goes away, and goes on when it is back", async () => {
    const { page, wallet } = await visit({ account: actors.erin });
    await connectWallet(page);
    await page.getByLabel("Image file").setInputFiles(ROSE);
    const finding = page.getByRole("article", { name: "Dataset flower-photographs" });
    const record = finding.getByRole("button", { name: /Record this/ });
    await record.waitFor();
    wallet.gone = true;
    await record.click();
    await page.getByRole("status").getByText("The chain's node does not answer").waitFor();
    await finding.getByText(/The root could not be read from the chain/).waitFor();
    wallet.gone = false;
    await finding.getByRole("button", { name: "Try again" }).click();
    await record.click();
    await page.getByRole("status").getByText("Your verification is on the chain").waitFor();

    await page.route("**/api/v1/**", (route) => route.abort());
    await page.getByLabel("Image file").setInputFiles(`${folder}/daisy/daisy-0001.jpg`);
    await page.getByText("The server does not answer.").first().waitFor();
    await page.unroute("**/api/v1/**");
    await page.getByRole("button", { name: "Try again" }).click();
    await finding.getByText("Proved", { exact: true }).waitFor();
  });
});

describe("logging in", () => {
  it("signs a message of EIP-4361 and survives a reload", async () => {
    const { page, wallet } = await visit();
    await connectWallet(page);
    const account = page.getByRole("button", { name: /^Account/ });
    await account.click();
    await page.getByRole("button", { name: "Log in to the server" }).click();
    await page.getByRole("status").getByText("You are logged in.").waitFor();
    expect(wallet.asked).toContain("personal_sign");
    await page.reload();
    await account.click();
    await page.getByRole("button", { name: "Log out of the server" }).click();
    await page.getByRole("status").getByText("You are logged out.").waitFor();
  });

  it("follows the wallet to another account", async () => {
    const { page, wallet } = await visit();
    await connectWallet(page);
    wallet.account = actors.carol;
    await wallet.emit("accountsChanged", [actors.carol]);
    const end = actors.carol.slice(-4);
    await page.getByRole("button", { name: new RegExp(`^Account.*${end}$`) }).waitFor();
    await wallet.emit("accountsChanged", []);
    await page.getByRole("button", { name: "Connect a wallet" }).waitFor();
  });
});

describe("for everybody", () => {
  it.each(["light", "dark"] as const)("has no serious fault of axe in %s", async (scheme) => {
    const { page } = await visit({ scheme });
    expect(await seriousFaults(page)).toEqual([]);
    await connectWallet(page);
    await page.getByRole("button", { name: /^Account/ }).click();
    await page.getByLabel("Image file").setInputFiles(ROSE);
    const finding = page.getByRole("article", { name: "Dataset flower-photographs" });
    await finding.getByText("Every connection is confirmed").waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await screenshot(page, `verify-found-${scheme}`);
  });

  it("lets the visitor choose dark on a light system, and remembers it", async () => {
    const { page } = await visit();
    const back = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await back();
    await page.getByLabel("Colours").selectOption("dark");
    const dark = await back();
    expect(dark).not.toBe(light);
    expect(await seriousFaults(page)).toEqual([]);
    await page.reload();
    await page.getByRole("heading", { level: 1 }).waitFor();
    expect(await back()).toBe(dark);
  });

  it("fits a phone", async () => {
    const { page } = await visit({ viewport: PHONE, touch: true });
    expect(await overflows(page)).toBe(false);
    await page.getByRole("button", { name: "Connect a wallet" }).tap();
    await page.getByRole("button", { name: "Test wallet" }).tap();
    await page.getByLabel("Image file").setInputFiles(ROSE);
    await page.getByText("Every connection is confirmed").first().waitFor();
    expect(await overflows(page)).toBe(false);
    expect(await seriousFaults(page)).toEqual([]);
    await screenshot(page, "verify-phone");
  });

  it("can be used by keyboard alone", async () => {
    await chain.setBalance({ address: actors.alice, value: 10n ** 20n });
    const { page } = await visit({ account: actors.alice });
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
    const tabTo = async (name: string) => {
      for (let presses = 0; presses < 40; presses++) {
        await page.keyboard.press("Tab");
        if ((await focused()).startsWith(name)) return;
      }
      throw new Error(`the keyboard does not reach ${name}`);
    };
    await tabTo("Skip to the page");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    await tabTo("Test wallet");
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByText("Connected through Test wallet.").waitFor();
    expect(await focused()).toMatch(/^Account/);
    await tabTo("Choose an image");
    const chooser = page.waitForEvent("filechooser");
    await page.keyboard.press("Enter");
    await (await chooser).setFiles(ROSE);
    await page
      .getByRole("button", { name: /Record this/ })
      .first()
      .waitFor();
    await page.getByText("Every connection is confirmed").nth(1).waitFor();
    await tabTo("Record this verification");
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByText("Your verification is on the chain").waitFor();
    const hash = sha256(ROSE);
    expect(await verifiedAt(photographs.id, hash, actors.alice)).toBeGreaterThan(0n);
  });
});

/** When an account recorded an image, as the chain has it. */
function verifiedAt(dataset: Hex, hash: Hex, account: Address): Promise<bigint> {
  return chain.readContract({
    address: stack.registry,
    abi: provenanceRegistryAbi,
    functionName: "verifiedAt",
    args: [dataset, hash, account],
  });
}

function sha256(file: string): Hex {
  return `0x${createHash("sha256").update(readFileSync(file)).digest("hex")}`;
}

/** Save a picture in another format, with Pillow. */
async function convert(from: string, to: string): Promise<void> {
  const code = "import sys; from PIL import Image; Image.open(sys.argv[1]).save(sys.argv[2])";
  await run(`${ROOT}.venv/bin/python`, ["-c", code, from, to]);
}
