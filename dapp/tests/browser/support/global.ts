import { readdirSync, rmSync } from "node:fs";
import type { TestProject } from "vitest/node";
import { chainClient } from "./chain";
import type { Addresses } from "./stack";
import { startStack } from "./stack";

declare module "vitest" {
  interface ProvidedContext {
    stack: Addresses;
  }
}

/**
 * One chain and one server for all files; each makes what it needs on them. While working on a
 * test, `VERISET_STACK` gives the addresses of one that runs already, as JSON of `Addresses`.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const running = process.env.VERISET_STACK;
  if (running) {
    const addresses = JSON.parse(running) as Addresses;
    project.provide("stack", addresses);
    const chain = chainClient(addresses);
    const id = await chain.snapshot();
    return async () => {
      await chain.revert({ id }); // it is left as it was found
      for (const name of readdirSync(addresses.home)) {
        if (name.startsWith("once-")) rmSync(`${addresses.home}/${name}`);
      }
    };
  }
  const { rpc, url, home, registry, images, stop } = await startStack();
  project.provide("stack", { rpc, url, home, registry, images });
  return stop;
}
