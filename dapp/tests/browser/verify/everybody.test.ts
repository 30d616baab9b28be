import { describe, expect, it } from "vitest";
import { connectWallet, overflows, PHONE, screenshot, seriousFaults } from "../support/browser";
import { chain, ROSE, sha256, prepareScene, verifiedAt } from "./scene";

const scene = prepareScene();

describe("logging in", () => {
  it("signs a message of EIP-4361 and survives a reload", async () => {
    const { page, wallet } = await scene.visit();
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
    const { page, wallet } = await scene.visit();
    await connectWallet(page);
    wallet.account = scene.actors.carol;
    await wallet.emit("accountsChanged", [scene.actors.carol]);
    const end = scene.actors.carol.slice(-4);
    await page.getByRole("button", { name: new RegExp(`^Account.*${end}$`) }).waitFor();
    await wallet.emit("accountsChanged", []);
    await page.getByRole("button", { name: "Connect a wallet" }).waitFor();
  });
});

describe("for everybody", () => {
  it.each(["light", "dark"] as const)("has no serious fault of axe in %s", async (scheme) => {
    const { page } = await scene.visit({ scheme });
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
    const { page } = await scene.visit();
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
    const { page } = await scene.visit({ viewport: PHONE, touch: true });
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
    await chain.setBalance({ address: scene.actors.alice, value: 10n ** 20n });
    const { page } = await scene.visit({ account: scene.actors.alice });
    // From the start: what asks for files is heard some time after it is listened for.
    page.on("filechooser", (chooser) => void chooser.setFiles(ROSE));
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
    await page.keyboard.press("Enter");
    await page
      .getByRole("button", { name: /Record this/ })
      .first()
      .waitFor();
    await page.getByText("Every connection is confirmed").nth(1).waitFor();
    await tabTo("Record this verification");
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByText("Your verification is on the chain").waitFor();
    const hash = sha256(ROSE);
    expect(await verifiedAt(scene.photographs.id, hash, scene.actors.alice)).toBeGreaterThan(0n);
  });
});
