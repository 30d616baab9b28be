import { type Address, type Hex, type TransactionReceipt, formatEther } from "viem";
import { estimateContractGas, getGasPrice, signTypedData } from "viem/actions";
import { announce } from "../app/announce";
import { collaborativeDatasetAbi as abi } from "../chain/abi";
import { send, signer } from "../wallet/send";
import { encodeBitmap } from "./bitmap";
import { formatCount } from "./number-text";
import { type Ballot, type SignedVote, compactSignature, voteTypedData } from "./signed-vote";

/** Money of the chain, for people. */
export const money = (wei: bigint, coin: string): string => `${formatEther(wei)} ${coin}`;

const spent = ({ gasUsed, blockNumber }: TransactionReceipt): string =>
  `Block ${formatCount(blockNumber)}, ${formatCount(gasUsed)} gas.`;

const on = <const name extends string>(address: Address, functionName: name) =>
  ({ address, abi, functionName }) as const;

/** Vote by a transaction. */
export async function castVote(
  dataset: Address,
  batch: number,
  from: Address,
  bitmap: bigint,
  proof: readonly Hex[],
): Promise<string> {
  const args = [BigInt(batch), bitmap, proof] as const;
  const receipt = await send({ ...on(dataset, "vote"), from, args });
  return `Your vote on batch ${batch} is on the chain. ${spent(receipt)}`;
}

/** What a vote by a transaction costs, in words. */
export async function voteCost(
  dataset: Address,
  batch: number,
  valid: readonly boolean[],
  proof: readonly Hex[],
): Promise<string> {
  const client = signer();
  const [gas, price] = await Promise.all([
    estimateContractGas(client, {
      ...on(dataset, "vote"),
      args: [BigInt(batch), encodeBitmap(valid), proof],
      account: client.account,
    }),
    getGasPrice(client),
  ]);
  const coin = client.chain.nativeCurrency.symbol;
  const cost = Number(formatEther(gas * price)).toPrecision(2);
  return `about ${formatCount(gas)} gas, ${cost} ${coin} at the present price`;
}

/** Have the wallet sign a vote; costs nothing and sends nothing. */
export async function signVote(ballot: Ballot, proof: readonly Hex[]): Promise<SignedVote> {
  const client = signer(ballot.validator);
  announce("Sign in your wallet …");
  const message = voteTypedData(ballot);
  const signature = await signTypedData(client, { ...message, account: client.account });
  return { ...ballot, signature: compactSignature(signature), proof };
}

/** Hand in signed votes on a batch, in one transaction. */
export async function handIn(
  dataset: Address,
  batch: number,
  votes: readonly SignedVote[],
): Promise<string> {
  const signed = votes.map(({ validator, bitmap, deadline, proof, signature }) => ({
    validator,
    bitmap,
    deadline: BigInt(deadline),
    proof,
    signature,
  }));
  const receipt = await send({ ...on(dataset, "voteBySignatures"), args: [BigInt(batch), signed] });
  const what = votes.length === 1 ? "1 signed vote is" : `${votes.length} signed votes are`;
  return `${what} on the chain. ${spent(receipt)}`;
}

export async function closeBatch(dataset: Address, batch: number): Promise<string> {
  const receipt = await send({ ...on(dataset, "close"), args: [BigInt(batch)] });
  return `Batch ${batch} is closed. ${spent(receipt)}`;
}

/** Become a validator, and leave the stake. */
export async function join(
  dataset: Address,
  from: Address,
  stake: bigint,
  proof: readonly Hex[],
): Promise<string> {
  const receipt = await send({ ...on(dataset, "join"), from, args: [proof], value: stake });
  return `You are a validator of this dataset. ${spent(receipt)}`;
}

export async function resign(dataset: Address, from: Address): Promise<string> {
  const receipt = await send({ ...on(dataset, "resign"), from, args: [] });
  return `You have resigned; your stake is released after the review period. ${spent(receipt)}`;
}

export async function releaseStake(dataset: Address, account: Address): Promise<string> {
  const receipt = await send({ ...on(dataset, "releaseStake"), args: [account] });
  return `Your stake is credited to you. ${spent(receipt)}`;
}

/** Batches a transaction, about 3 million gas. */
const CLAIMS = 100;

/** Credit an account with what it has earned. */
export async function claim(
  dataset: Address,
  account: Address,
  batches: readonly bigint[],
): Promise<string> {
  let last: TransactionReceipt | null = null;
  for (let at = 0; at < batches.length; at += CLAIMS) {
    last = await send({
      ...on(dataset, "claim"),
      args: [account, batches.slice(at, at + CLAIMS)],
    });
  }
  return `What you earned is credited to you. ${last === null ? "" : spent(last)}`;
}

export async function withdraw(dataset: Address, account: Address): Promise<string> {
  const receipt = await send({ ...on(dataset, "withdraw"), args: [account] });
  return `Your credit is paid to you. ${spent(receipt)}`;
}
