import type { Address, Hex } from "viem";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { decodeAnnotations } from "../../../src/annotate/annotation";
import { CLASSES, DAY } from "../support/campaigns";
import { accountsOf, type Actor, chainClient } from "../support/chain";
import { CHAIN_ID } from "../support/stack";
import { drag, drawn, handInAndStop, openScene, type Scene } from "./scene";

const stack = inject("stack");
let scene: Scene;

// A campaign of open plays, to which erin admits.
beforeAll(async () => {
  const { erin } = await accountsOf(chainClient(stack));
  scene = await openScene(stack, { verifier: erin, sealedPlays: false });
});

afterAll(() => scene.end());

/** An admission as `veriset campaign admit` writes it. */
async function admissionOf(account: Address, verifier: Actor): Promise<string> {
  const { client, campaign, actors } = scene;
  const deadline = Number((await client.getBlock()).timestamp) + DAY;
  const domain = { name: "Veriset AnnotationCampaign", version: "1", chainId: CHAIN_ID };
  const signature: Hex = await client.signTypedData({
    account: actors[verifier],
    domain: { ...domain, verifyingContract: campaign },
    types: {
      Admission: [
        { name: "account", type: "address" },
        { name: "deadline", type: "uint64" },
      ],
    },
    primaryType: "Admission",
    message: { account, deadline: BigInt(deadline) },
  });
  return JSON.stringify({ chainId: CHAIN_ID, campaign, account, deadline, signature });
}

it("admits whom the verifier signed for, and plays in the open", async () => {
  const page = await scene.visit("bob");
  const { bob, carol } = scene.actors;
  const draw = page.getByRole("button", { name: "Draw an image" });
  const field = page.getByRole("textbox", { name: "Admission" });
  await page.getByText("None is given yet.").waitFor();
  expect(await draw.isDisabled()).toBe(true);

  await field.fill("let me in");
  await page.getByText("This is no admission.").waitFor();
  await field.fill(await admissionOf(carol, "erin"));
  await page.getByText(`This admits ${carol}`).waitFor();
  expect(await draw.isDisabled()).toBe(true);

  await field.fill(await admissionOf(bob, "carol"));
  await page.getByText("The admission is for you.").waitFor();
  await draw.click();
  await page
    .getByRole("alert")
    .getByText(/verifier has not admitted this account/)
    .waitFor();
  expect((await scene.handOf("bob")).role).toBe(0);

  const buffer = Buffer.from(await admissionOf(bob, "erin"));
  const file = { name: "bob.json", mimeType: "application/json", buffer };
  await page.getByLabel("Or its file").setInputFiles(file);
  await page.getByText("The admission is for you.").waitFor();
  const image = await drawn(scene, page, "bob");
  await page.getByRole("heading", { name: "Admission" }).waitFor({ state: "hidden" });

  await drag(page, [0.25, 0.25], [0.75, 0.75]);
  await page.getByRole("toolbar").getByLabel("Class").selectOption("leaf");
  await handInAndStop(page);
  expect(await page.getByRole("heading", { name: "Your sealed plays" }).count()).toBe(0);
  const [players, plays] = await scene.playsOf(image);
  expect(players).toEqual([bob]);
  const [box] = decodeAnnotations(Buffer.from(plays[0]!.slice(2), "hex"));
  expect(CLASSES[box!.class]).toBe("leaf");
});
