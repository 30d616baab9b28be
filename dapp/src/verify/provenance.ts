import type { Address, Hex } from "viem";
import { readContract } from "viem/actions";
import { knownStatus, server } from "../api/server";
import type { LineageEdge, LineageNode, Match } from "../api/types";
import { Problem } from "../app/problem";
import { provenanceRegistryAbi as abi } from "../chain/abi";
import { reader, type Through } from "../chain/client";
import { verifyProof } from "../hashing/merkle";

/** A dataset as the chain has it, and what was recorded of one of its images. */
export interface OnChain {
  through: Through;
  publisher: Address;
  registeredAt: number;
  /** 0 if it is not revoked. */
  revokedAt: number;
  count: bigint;
  kind: "bytes" | "pixels";
  root: Hex;
  cid: string;
  /** Whether the proof leads from the image to the root that the chain has. */
  proved: boolean;
  models: readonly Hex[];
  verifications: bigint;
  /** When the visitor's account recorded it, in seconds since 1970; 0 if never or no account. */
  recordedAt: bigint;
}

const MOST_MODELS = 200n;

/** The registry's address on the server's chain. */
export function registryAddress(): Address {
  const address = server.get().status?.contracts.ProvenanceRegistry;
  if (!address) throw new Problem("This server knows of no registry on its chain.");
  return address;
}

/** Read a match's dataset from the chain and check the server's proof against its root. */
export async function readMatch(match: Match, account: Address | null): Promise<OnChain> {
  await knownStatus();
  const { client, through } = reader();
  const registry = { address: registryAddress(), abi } as const;
  const digest = match.leaf.content_hash;
  const [dataset, models, verifications, recordedAt] = await Promise.all([
    readContract(client, { ...registry, functionName: "dataset", args: [match.dataset] }),
    readContract(client, {
      ...registry,
      functionName: "modelsOf",
      args: [match.dataset, 0n, MOST_MODELS],
    }),
    readContract(client, {
      ...registry,
      functionName: "verificationCount",
      args: [match.dataset, digest],
    }),
    account
      ? readContract(client, {
          ...registry,
          functionName: "verifiedAt",
          args: [match.dataset, digest, account],
        })
      : 0n,
  ]);
  return {
    through,
    publisher: dataset.publisher,
    registeredAt: dataset.registeredAt,
    revokedAt: dataset.revokedAt,
    count: dataset.count,
    kind: dataset.hashKind === 0 ? "bytes" : "pixels",
    root: dataset.root,
    cid: dataset.cid,
    proved: verifyProof(dataset.root, digest, match.proof),
    models,
    verifications,
    recordedAt,
  };
}

/** Those of the server's edges that the chain does not confirm. */
export async function doubtfulEdges(
  nodes: readonly LineageNode[],
  edges: readonly LineageEdge[],
): Promise<LineageEdge[]> {
  const { client } = reader();
  const registry = { address: registryAddress(), abi } as const;
  const origins = new Map<Hex, readonly Hex[]>();
  await Promise.all(
    nodes.map(async ({ id, kind }) => {
      if (kind === "dataset") {
        const args = [id] as const;
        const found = await readContract(client, { ...registry, functionName: "dataset", args });
        origins.set(id, [found.supersedes]);
      } else {
        const args = [id] as const;
        const found = await readContract(client, { ...registry, functionName: "model", args });
        origins.set(id, [found.parent, ...found.datasetIds]);
      }
    }),
  );
  return edges.filter(({ from, to }) => !origins.get(to)?.includes(from));
}
