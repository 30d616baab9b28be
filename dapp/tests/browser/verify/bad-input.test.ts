import { describe, expect, it } from "vitest";
import { connectWallet, screenshot } from "../support/browser";
import { chain, folder, ROSE, prepareScene } from "./scene";

const scene = prepareScene();

describe("bad input", () => {
  it.each([
    ["notes.txt", "hello"],
    ["picture.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"],
    ["empty.png", ""],
  ])("says that %s is no image", async (name, text) => {
    const { page } = await scene.visit();
    const buffer = Buffer.from(text);
    await page.getByLabel("Image file").setInputFiles({ name, mimeType: "image/png", buffer });
    await page
      .getByRole("status")
      .getByText(`${name} is not an image that Veriset reads`)
      .waitFor();
  });

  it("refuses an address that holds no hashes", async () => {
    const { page } = await scene.visit({ path: "#/verify/0x12" });
    await page.getByText("This address holds no image hashes").waitFor();
  });

  it("brings a wallet on another chain to the server's, which it must learn first", async () => {
    const { page, wallet } = await scene.visit({ account: scene.actors.alice });
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
    const { page, wallet } = await scene.visit({ account: scene.actors.carol });
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
    const { page, context } = await scene.visit({ account: scene.actors.dave });
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
    const { page, wallet } = await scene.visit({ account: scene.actors.erin });
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
