import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import type { Address, Hex } from "viem";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";
import { provenanceRegistryAbi } from "../../../src/chain/abi";
import { launch, open, type Opened, type Opening } from "../support/browser";
import { accountsOf, type Actor, chainClient, registerModel } from "../support/chain";
import { publishFolder, type Published } from "../support/datasets";
import { drawPictures, once } from "../support/stack";

export const stack = inject("stack");
export const chain = chainClient(stack);
export const folder = `${stack.home}/flowers`;
export const ROSE = `${folder}/roses/roses-0002.jpg`;

interface Flowers {
  photographs: Published;
  scans: Published;
}

/** Two versions of a dataset of flowers, and two models that were trained on them. */
const flowers = (alice: Address, bob: Address): Promise<Flowers> =>
  once(stack, "flowers", async () => {
    await drawPictures(folder, 4);
    const scans = await publishFolder(stack, chain, alice, folder, {
      name: "flower-drafts",
      hash: "pixels",
    });
    const photographs = await publishFolder(stack, chain, alice, folder, {
      name: "flower-photographs",
      hash: "file",
      supersedes: scans.id,
    });
    const base = await registerModel(chain, stack.registry, alice, {
      name: "flower-classifier",
      datasets: [photographs.id],
    });
    await registerModel(chain, stack.registry, bob, {
      name: "rose-classifier",
      datasets: [scans.id, photographs.id],
      parent: base,
    });
    return { scans, photographs };
  });

export interface Scene extends Flowers {
  actors: Record<Actor, Address>;
  browser: Browser;
  /** A new visitor: bob, if nobody else is named. No fault must come up while it is there. */
  visit: (opening?: Partial<Opening>) => Promise<Opened>;
}

/** What each file of these tests begins and ends with. */
export function prepareScene(): Scene {
  const scene = {} as Scene;
  let opened: Opened[] = [];
  beforeAll(async () => {
    const actors = await accountsOf(chain);
    const browser = await launch();
    const visit = async (opening: Partial<Opening> = {}): Promise<Opened> => {
      const found = await open(browser, stack, { account: actors.bob, ...opening });
      opened.push(found);
      return found;
    };
    Object.assign(scene, { actors, browser, visit });
    Object.assign(scene, await flowers(actors.alice, actors.bob));
  }, 300_000);
  afterEach(async () => {
    const faults = opened.flatMap((visitor) => visitor.faults);
    for (const { context } of opened) await context.close();
    opened = [];
    expect(faults).toEqual([]);
  });
  afterAll(() => scene.browser.close());
  return scene;
}

/** When an account recorded an image, as the chain has it. */
export function verifiedAt(dataset: Hex, hash: Hex, account: Address): Promise<bigint> {
  return chain.readContract({
    address: stack.registry,
    abi: provenanceRegistryAbi,
    functionName: "verifiedAt",
    args: [dataset, hash, account],
  });
}

export function sha256(file: string): Hex {
  return `0x${createHash("sha256").update(readFileSync(file)).digest("hex")}`;
}
