import {
  type Address,
  BaseError,
  type Client,
  ContractFunctionRevertedError,
  type Hex,
  isAddressEqual,
  compactSignatureToSignature,
  parseCompactSignature,
  recoverTypedDataAddress,
  serializeSignature,
  size,
  zeroAddress,
} from "viem";
import { getCode, readContract, simulateContract } from "viem/actions";

import { collaborativeDatasetAbi as abi } from "../chain/abi";
import { decodeBitmap } from "./bitmap";
import { type Batch, UNDER_REVIEW } from "./dataset";
import { type SignedVote, voteTypedData } from "./signed-vote";

/** The votes on a batch, as the chain tells them. */
export interface Votes {
  /** Approvals of each record so far. */
  readonly approvals: readonly number[];
  /** Votes whose validators the chain can name. */
  readonly named: ReadonlyMap<Address, bigint>;
  /** The others' bitmaps. */
  readonly nameless: readonly bigint[];
}

/** Whether an account has voted, and what: null where only its validator's own browser knows. */
export interface OwnVote {
  readonly bitmap: bigint | null;
}

export async function readVotes(client: Client, dataset: Address, batch: Batch): Promise<Votes> {
  const [validators, bitmaps] = await readContract(client, {
    address: dataset,
    abi,
    functionName: "votesOf",
    args: [BigInt(batch.id)],
  });
  const approvals = new Array<number>(batch.count).fill(0);
  const named = new Map<Address, bigint>();
  const nameless: bigint[] = [];
  bitmaps.forEach((bitmap, at) => {
    decodeBitmap(bitmap, batch.count).forEach((is, record) => (approvals[record]! += Number(is)));
    const validator = validators[at]!;
    if (validator === zeroAddress) nameless.push(bitmap);
    else named.set(validator, bitmap);
  });
  return { approvals, named, nameless };
}

/** The vote of an account, or null if it has not voted. Who has only voted so far has no name in
 * the state, so the contract is asked whether it would refuse a second vote. */
export async function readOwnVote(
  client: Client,
  dataset: Address,
  batch: Batch,
  votes: Votes,
  account: Address,
  proof: readonly Hex[],
): Promise<OwnVote | null> {
  const bitmap = votes.named.get(account);
  if (bitmap !== undefined) return { bitmap };
  if (isAddressEqual(batch.contributor, account) || batch.votes === 0) return null;
  if (batch.status !== UNDER_REVIEW) {
    const [ids] = await readContract(client, {
      address: dataset,
      abi,
      functionName: "claimable",
      args: [account, BigInt(batch.id), 1n],
    });
    return ids.length > 0 ? { bitmap: null } : null;
  }
  try {
    await simulateContract(client, {
      address: dataset,
      abi,
      functionName: "vote",
      args: [BigInt(batch.id), 0n, [...proof]],
      account,
    });
    return null;
  } catch (error) {
    if (revertOf(error) === null) throw error;
    return revertOf(error) === "AlreadyVoted" ? { bitmap: null } : null;
  }
}

/** Name of the contract's error in what a call threw; null if it is something else. */
export function revertOf(error: unknown): string | null {
  const found =
    error instanceof BaseError &&
    error.walk((cause) => cause instanceof ContractFunctionRevertedError);
  return found instanceof ContractFunctionRevertedError
    ? (found.data?.errorName ?? "a revert without a name")
    : null;
}

/** Whether the contract will take the signature: made by the validator's key, or the validator is
 * a contract, which answers for itself (EIP-1271) when the votes are handed in. */
export async function isSigned(client: Client, vote: SignedVote): Promise<boolean> {
  try {
    const signature =
      size(vote.signature) === 64
        ? serializeSignature(compactSignatureToSignature(parseCompactSignature(vote.signature)))
        : vote.signature;
    const signer = await recoverTypedDataAddress({ ...voteTypedData(vote), signature });
    if (isAddressEqual(signer, vote.validator)) return true;
  } catch {
    // Not a signature of a key.
  }
  return ((await getCode(client, { address: vote.validator })) ?? "0x") !== "0x";
}
