import type { Browser, Page } from "playwright-core";
import type { Address, Hex } from "viem";
import { expect } from "vitest";
import { annotationCampaignAbi as abi } from "../../../src/chain/abi";
import { connectWallet, launch, open, type Opened, type Opening } from "../support/browser";
import { openCampaign, playerOf } from "../support/campaigns";
import { accountsOf, type Actor, chainClient } from "../support/chain";
import type { Addresses } from "../support/stack";

export type Scene = Awaited<ReturnType<typeof openScene>>;
type Changed = Parameters<typeof openCampaign>[3];

/** A campaign that alice pays for, and visitors of its page. */
export async function openScene(stack: Addresses, changed: Changed = {}) {
  const client = chainClient(stack);
  const actors = await accountsOf(client);
  const campaign = await openCampaign(stack, client, actors.alice, changed);
  const browser: Browser = await launch();
  const opened = {} as Record<Actor, Opened>;
  const play = { address: campaign, abi } as const;
  return {
    ...{ stack, client, actors, campaign, browser, opened },
    /** A new browser with the account's wallet, which is connected. */
    visit: async (actor: Actor, opening: Partial<Opening> = {}): Promise<Page> => {
      const path = `#/annotate/${campaign}`;
      opened[actor] = await open(browser, stack, { account: actors[actor], path, ...opening });
      await connectWallet(opened[actor].page);
      return opened[actor].page;
    },
    handOf: (actor: Actor) => playerOf(client, campaign, actors[actor]),
    sealedBy: (actor: Actor, image: number): Promise<Hex> =>
      client.readContract({
        ...play,
        functionName: "commitmentOf",
        args: [actors[actor], BigInt(image)],
      }),
    playsOf: (image: number) =>
      client.readContract({ ...play, functionName: "playsOf", args: [BigInt(image)] }),
    owedTo: (account: Address) =>
      client.readContract({ ...play, functionName: "owed", args: [account] }),
    /** Let the chain's time go on, in seconds. */
    pass: async (seconds: number): Promise<void> => {
      await client.increaseTime({ seconds });
      await client.mine({ blocks: 1 });
    },
    end: async (): Promise<void> => {
      const faults = Object.values(opened).flatMap((visitor) => visitor.faults);
      await browser.close();
      expect(faults).toEqual([]);
    },
  };
}

export const stageOf = (page: Page) => page.getByTestId("stage");
export const boxes = (page: Page) => stageOf(page).getByRole("button");
export const said = (page: Page) => page.locator(".status-line p");

/** Draw an image, and return its number. */
export async function drawn(scene: Scene, page: Page, actor: Actor): Promise<number> {
  await page.getByRole("button", { name: "Draw an image" }).click();
  await stageOf(page).waitFor();
  const { hasImage, image } = await scene.handOf(actor);
  expect(hasImage).toBe(true);
  return Number(image);
}

/** Drag over parts of the stage, 0 to 1. */
export async function drag(page: Page, from: [number, number], to: [number, number]) {
  await stageOf(page).scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await stageOf(page).boundingBox())!;
  await page.mouse.move(x + from[0] * width, y + from[1] * height);
  await page.mouse.down();
  await page.mouse.move(x + to[0] * width, y + to[1] * height, { steps: 6 });
  await page.mouse.up();
}

export async function handInAndStop(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Hand in and stop" }).click();
  await page.getByRole("button", { name: "Draw an image" }).waitFor();
}

/** Wait until what has happened is drawn. */
export const nextFrame = (page: Page): Promise<unknown> =>
  page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
