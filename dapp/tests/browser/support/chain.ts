import {
  type Address,
  createTestClient,
  defineChain,
  type Hex,
  http,
  keccak256,
  publicActions,
  toHex,
  walletActions,
} from "viem";
import { provenanceRegistryAbi } from "../../../src/chain/abi";
import { type Addresses, CHAIN_ID } from "./stack";

/** The test's own way to the chain, with anvil's unlocked accounts. */
export function chainClient({ rpc }: Pick<Addresses, "rpc">) {
  const chain = defineChain({
    id: CHAIN_ID,
    name: "Veriset local",
    nativeCurrency: { name: "ETH", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [rpc] } },
  });
  return createTestClient({ chain, mode: "anvil", transport: http(rpc), pollingInterval: 50 })
    .extend(publicActions)
    .extend(walletActions);
}

export type ChainClient = ReturnType<typeof chainClient>;

/** anvil's accounts: alice publishes, bob verifies, carol too. */
export async function accountsOf(client: ChainClient): Promise<Record<Actor, Address>> {
  const [alice, bob, carol, dave, erin] = await client.getAddresses();
  return { alice: alice!, bob: bob!, carol: carol!, dave: dave!, erin: erin! };
}

export type Actor = "alice" | "bob" | "carol" | "dave" | "erin";

export interface NewDataset {
  root: Hex;
  count: number;
  hashKind: "file" | "pixels";
  cid: string;
  name: string;
  supersedes?: Hex;
}

const NONE: Hex = `0x${"0".repeat(64)}`;

/** Register a dataset and return its id. */
export async function registerDataset(
  client: ChainClient,
  registry: Address,
  account: Address,
  { root, count, hashKind, cid, name, supersedes = NONE }: NewDataset,
): Promise<Hex> {
  const { request, result } = await client.simulateContract({
    address: registry,
    abi: provenanceRegistryAbi,
    functionName: "registerDataset",
    account,
    args: [
      {
        root,
        count: BigInt(count),
        hashKind: hashKind === "file" ? 0 : 1,
        supersedes,
        cid,
        metadata: JSON.stringify({ name, version: "1.0.0" }),
      },
    ],
  });
  await mined(client, await client.writeContract(request));
  return result;
}

/** Register a model and return its id. */
export async function registerModel(
  client: ChainClient,
  registry: Address,
  account: Address,
  { name, datasets, parent = NONE }: { name: string; datasets: readonly Hex[]; parent?: Hex },
): Promise<Hex> {
  const { request, result } = await client.simulateContract({
    address: registry,
    abi: provenanceRegistryAbi,
    functionName: "registerModel",
    account,
    args: [
      {
        digest: keccak256(toHex(name)),
        parent,
        datasetIds: [...datasets].sort(),
        cid: "bafkreiagyr3t4s3c4xjcx47mne33joopp7ilookcbp6vbznu2ems5d7kre",
        metadata: JSON.stringify({ name }),
      },
    ],
  });
  await mined(client, await client.writeContract(request));
  return result;
}

/** Wait for a transaction that must not revert. */
export async function mined(client: ChainClient, hash: Hex): Promise<void> {
  const { status } = await client.waitForTransactionReceipt({ hash });
  if (status !== "success") throw new Error(`${hash} reverted`);
}
