import type { Browser, Page } from "playwright-core";
import type { Address } from "viem";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";
import type { Status } from "../../../src/api/types";
import { connectWallet, launch, open, type Opened, type Opening } from "../support/browser";
import { chainClient } from "../support/chain";
import { until } from "../support/processes";
import type { Addresses } from "../support/stack";
import { datasetAt, openDataset, vectorCase } from "./dataset";

export type Scene = Awaited<ReturnType<typeof openScene>>;

/** A dataset of 150 validated houses and 40 under review, of which some have faults. */
export async function openScene(stack: Addresses) {
  const client = chainClient(stack);
  const [creator, contributor, alice, bob, carol, dave, ...others] = (
    await client.getAddresses()
  ).slice(0, 9) as [Address, Address, Address, Address, Address, Address, ...Address[]];
  const status = (await (await fetch(`${stack.url}/api/v1/status`)).json()) as Status;
  const factory = status.contracts.CollaborativeDatasetFactory;
  if (!factory) throw new Error("the server deployed no factory");
  const houses = vectorCase("houses beside enough");
  const address = await openDataset(client, factory, creator, houses);
  const dataset = datasetAt(client, address);
  await dataset.contribute(contributor, houses.validated);
  for (const validator of others) await dataset.vote(validator, 0, 2n ** 150n - 1n);
  await dataset.close(creator, 0);
  await dataset.contribute(contributor, houses.batches[0]!.records);
  await until("the server has the dataset", async () => {
    const path = `/api/v1/collaborative-datasets/${address}/batches/1/review`;
    return (await fetch(stack.url + path)).ok || undefined;
  });
  const browser: Browser = await launch();
  const path = (batch: number) => `#/review/${address}/${batch}`;
  return {
    ...{ client, factory, houses, address, dataset, browser, path, url: stack.url },
    ...{ contributor, alice, bob, carol, dave },
    visit: (account: Address, opening: Omit<Opening, "account"> = {}): Promise<Opened> =>
      open(browser, stack, { account, path: path(1), ...opening }),
    /** Let the chain's time go on, in seconds. */
    pass: async (seconds: number): Promise<void> => {
      await client.increaseTime({ seconds });
      await client.mine({ blocks: 1 });
    },
  };
}

/** What each file of these tests begins and ends with. */
export function prepareScene() {
  const scene = {} as Scene & { come: Scene["visit"] };
  const visitors: Opened[] = [];
  beforeAll(async () => {
    const opened = await openScene(inject("stack"));
    const come: Scene["visit"] = async (...args) => {
      const visitor = await opened.visit(...args);
      visitors.push(visitor);
      visitor.context.setDefaultTimeout(20_000);
      return visitor;
    };
    Object.assign(scene, opened, { come });
  });
  afterEach(async () => {
    const gone = visitors.splice(0);
    for (const { context } of gone) await context.close();
    expect(gone.flatMap(({ faults }) => faults)).toEqual([]);
  });
  afterAll(() => scene.browser.close());
  return scene;
}

/** Connect, and wait until what the visitor may do is drawn. */
export async function connected({ page }: Opened): Promise<Page> {
  await connectWallet(page);
  await page.getByRole("heading", { name: "Your part" }).waitFor();
  return page;
}

/** Wait until the status line says this. */
export async function told(page: Page, text: RegExp | string): Promise<void> {
  const line = page.getByRole("status");
  try {
    await line.filter({ hasText: text }).waitFor();
  } catch {
    throw new Error(`the page says "${await line.innerText()}" and not ${text}`);
  }
}

/** The marks on a batch, as the table shows them. */
export const marks = (page: Page) => page.getByRole("checkbox");

/** The records that are marked valid on the page that is drawn. */
export const marked = (page: Page): Promise<number[]> =>
  page
    .locator('[role="checkbox"][aria-checked="true"]')
    .evaluateAll((found) => found.map((one) => Number((one as HTMLElement).dataset.record)));

/** Press "Try again". The page looks again by itself too, so the button may be gone before. */
export async function tryAgain(page: Page): Promise<void> {
  const pressed = page.getByRole("button", { name: "Try again" }).click();
  const alert = page.getByRole("alert").waitFor({ state: "hidden" });
  await Promise.any([pressed, alert]);
  await alert;
}
