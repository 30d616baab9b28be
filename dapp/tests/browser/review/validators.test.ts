import { concat, keccak256, pad, parseEther } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { datasetAt, openDataset } from "./dataset";
import { connected, marks, told, prepareScene } from "./scene";

const scene = prepareScene();
const STAKE = parseEther("0.5");
let path: string;
let dataset: ReturnType<typeof datasetAt>;

// Alice and bob may join, and leave a stake.
beforeAll(async () => {
  const { client, factory, houses, contributor, alice, bob } = scene;
  const leaves = [alice, bob].map((one) => keccak256(keccak256(pad(one, { size: 32 })))).sort();
  const address = await openDataset(client, factory, contributor, houses, {
    name: "Staked houses",
    validatorStake: STAKE,
    validators: { kind: 1, minimumPoints: 0n, root: keccak256(concat(leaves)) },
  });
  dataset = datasetAt(client, address);
  await dataset.contribute(contributor, houses.batches[0]!.records);
  path = `#/review/${address}/0`;
});

const list = (name: string, ...accounts: string[]) => ({
  ...{ name, mimeType: "text/plain" },
  buffer: Buffer.from(accounts.join("\n")),
});

describe("a dataset with a list of validators and a stake", () => {
  it("takes the list, the stake and then the vote, and gives the stake back", async () => {
    const visitor = await scene.come(scene.alice, { path });
    const page = await connected(visitor);
    const field = page.getByLabel("List of admitted accounts");
    const join = page.getByRole("button", { name: "Join as a validator" });
    await page.getByText("You are not admitted as a validator yet.").waitFor();
    expect(await join.isDisabled()).toBe(true);

    await field.setInputFiles(list("others.txt", scene.bob, scene.carol));
    await told(page, `${scene.alice} is not on this list.`);
    await field.setInputFiles(list("wrong.txt", scene.alice, scene.carol));
    await page.getByText("You are on the list wrong.txt, but the dataset was opened").waitFor();
    await field.setInputFiles(list("founders.txt", scene.alice, scene.bob));
    await field.waitFor({ state: "hidden" });

    await page.getByRole("button", { name: "Accept all but flagged" }).click();
    await page.getByRole("button", { name: "Vote by transaction" }).click();
    await told(page, "This dataset asks validators for a stake; join first.");

    const balance = () => scene.client.getBalance({ address: scene.alice });
    const before = await balance();
    await join.click();
    await told(page, "You are a validator of this dataset.");
    expect(before - (await balance())).toBeGreaterThanOrEqual(STAKE);
    expect((await dataset.accountOf(scene.alice)).status).toBe(1);
    await page.getByRole("button", { name: "Vote by transaction" }).click();
    await told(page, "Your vote on batch 0 is on the chain.");
    expect((await dataset.batch(0)).votes).toBe(1);

    await page.getByRole("button", { name: "Resign" }).click();
    await told(page, "You have resigned");
    const release = page.getByRole("button", { name: "Release the stake" });
    expect(await release.isDisabled()).toBe(true);
    await scene.pass(2 * 86_400);
    await page.reload();
    await release.click();
    await told(page, "Your stake is credited to you.");
    await page.getByRole("button", { name: "Withdraw 0.5 ETH" }).click();
    await told(page, "Your credit is paid to you.");
    expect((await dataset.accountOf(scene.alice)).status).toBe(0);
  });

  it("lets nobody else vote", async () => {
    const visitor = await scene.come(scene.carol, { path });
    const page = await connected(visitor);
    await page.getByText("You are not admitted as a validator yet.").waitFor();
    const join = page.getByRole("button", { name: "Join as a validator" });
    expect(await join.isDisabled()).toBe(true);
    expect(await marks(page).count()).toBe(0); // its time is over by now
    expect((await dataset.accountOf(scene.carol)).status).toBe(0);
  });
});
