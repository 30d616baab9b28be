import { beforeAll, describe, expect, it } from "vitest";
import { datasetAt, openDataset } from "./dataset";
import { connected, marks, prepareScene } from "./scene";

const scene = prepareScene();
const FULL = 2n ** 256n - 1n;
/** More than 8,192 records. */
const DECIDED = 33;
const OPEN = 60;
let path: string;
let dataset: ReturnType<typeof datasetAt>;

// Many batches, of which one vote decides each; the last has more records than a page.
beforeAll(async () => {
  const { client, factory, houses, contributor, alice } = scene;
  const address = await openDataset(client, factory, contributor, houses, {
    ...{ name: "Many houses", votesNeeded: 1, approvalsNeeded: 1 },
    ...{ rewardPerRecord: 0n, rewardPerVote: 0n },
  });
  dataset = datasetAt(client, address);
  const record = houses.validated.slice(0, 2 * houses.record_size);
  for (let id = 0; id < DECIDED; id++) {
    await dataset.contribute(contributor, record.repeat(256));
    await dataset.vote(alice, id, FULL);
    await dataset.close(contributor, id);
  }
  for (let id = 0; id < OPEN; id++) await dataset.contribute(contributor, record);
  await dataset.contribute(contributor, record.repeat(100));
  path = `#/review/${address}`;
}, 180_000);

describe("a dataset of many batches and records", () => {
  it("is paged, and asks before it reads all validated records", async () => {
    const last = DECIDED + OPEN;
    const visitor = await scene.come(scene.bob, { path: `${path}/${last}` });
    const page = await connected(visitor);
    const batches = page.getByRole("navigation", { name: "Batches" });
    await batches.getByText(`${OPEN + 1} batches under review, ${DECIDED} closed`).waitFor();
    expect(await batches.getByRole("link").count()).toBe(OPEN + 1);

    expect(await marks(page).count()).toBe(64);
    const tools = page.locator(".table-tools");
    await tools.getByRole("button", { name: "Next" }).click();
    await tools.getByText("65–100 of 100").waitFor();
    expect(await marks(page).count()).toBe(36);

    const validated = page.getByRole("region", { name: "Validated records" }).first();
    await validated.getByText("8,448 records are the dataset.").waitFor();
    await validated.getByText("Read are the newest 8,192.").waitFor();
    await page.getByText("The 256 validated records before those are not read").waitFor();
    expect(await validated.getByRole("rowheader").first().innerText()).toBe("256");
    await validated.getByRole("button", { name: "Read them all" }).click();
    await validated.getByText("Read are the newest").waitFor({ state: "hidden" });
    expect(await validated.getByRole("rowheader").first().innerText()).toBe("0");
    await validated.getByText("1–50 of 8,448").waitFor();
    // What was read does not move the visitor in the batch.
    await tools.getByText("65–100 of 100").waitFor();
  });

  it("keeps showing the batch that was first when others are decided meanwhile", async () => {
    const visitor = await scene.come(scene.alice, { path });
    const page = await connected(visitor);
    const heading = page.getByRole("heading", { name: `Batch ${DECIDED}` });
    await heading.waitFor();
    await dataset.vote(scene.bob, DECIDED, 1n);
    await dataset.close(scene.bob, DECIDED);
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await page.getByText(`${OPEN} batches under review, ${DECIDED + 1} closed`).waitFor();
    await page.getByText("1 record by").filter({ hasText: "decided" }).waitFor();
    expect(await heading.count()).toBe(1);
  });
});
