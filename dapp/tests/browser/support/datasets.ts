import { readFileSync } from "node:fs";
import type { Address, Hex } from "viem";
import { type ChainClient, registerDataset } from "./chain";
import { until } from "./processes";
import { type Addresses, veriset } from "./stack";

export interface Published {
  id: Hex;
  name: string;
  root: Hex;
}

/** Build a folder's manifest, pin it, register it, and wait until the server has it. */
export async function publishFolder(
  stack: Addresses,
  client: ChainClient,
  account: Address,
  folder: string,
  options: { name: string; hash: "file" | "pixels"; supersedes?: Hex },
): Promise<Published> {
  const { name, hash, supersedes } = options;
  const out = `${stack.home}/${name}.json`;
  await veriset(
    stack.home,
    ...["manifest", "build", folder, "--out", out, "--name", name, "--hash", hash],
  );
  const pinned = JSON.parse(await veriset(stack.home, "pin", "add", out, "--json")) as {
    cid: string;
  };
  const manifest = JSON.parse(readFileSync(out, "utf8")) as { root: Hex; count: number };
  const { root, count } = manifest;
  const id = await registerDataset(client, stack.registry, account, {
    ...{ root, count, hashKind: hash, cid: pinned.cid, name },
    ...(supersedes && { supersedes }),
  });
  await until(`the server has ${name}`, async () => {
    const response = await fetch(`${stack.url}/api/v1/datasets/${id}`);
    if (!response.ok) return undefined;
    const { manifest } = (await response.json()) as { manifest: { state: string } };
    return manifest.state === "ready" ? true : undefined;
  });
  return { id, name, root };
}
