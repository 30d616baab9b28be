import { type Address, type Hex, getAddress, isAddress, isHex, size } from "viem";

/** A vote on a batch, signed; the file of `veriset dataset vote --sign` is a list of these. */
export interface SignedVote {
  readonly chainId: number;
  readonly dataset: Address;
  readonly batchId: number;
  readonly validator: Address;
  readonly bitmap: bigint;
  /** Last second, since 1970, at which the signature is good. */
  readonly deadline: number;
  readonly signature: Hex;
  /** That the validator is admitted; not signed. */
  readonly proof: readonly Hex[];
}

/** The parts of a vote that are signed, and for which dataset and chain. */
export type Ballot = Omit<SignedVote, "signature" | "proof">;

export const VOTE_TYPES = {
  Vote: [
    { name: "validator", type: "address" },
    { name: "batchId", type: "uint256" },
    { name: "bitmap", type: "uint256" },
    { name: "deadline", type: "uint64" },
  ],
} as const;

/** The message that a validator signs (EIP-712). */
export function voteTypedData(ballot: Ballot) {
  return {
    types: VOTE_TYPES,
    primaryType: "Vote",
    domain: {
      name: "Veriset CollaborativeDataset",
      version: "1",
      chainId: ballot.chainId,
      verifyingContract: ballot.dataset,
    },
    message: {
      validator: ballot.validator,
      batchId: BigInt(ballot.batchId),
      bitmap: ballot.bitmap,
      deadline: BigInt(ballot.deadline),
    },
  } as const;
}

/** A signature of 65 bytes in 64 (EIP-2098), which are cheaper to hand in; others as they are. */
export function compactSignature(signature: Hex): Hex {
  if (size(signature) !== 65) return signature;
  const [s, v] = [BigInt(`0x${signature.slice(66, 130)}`), BigInt(`0x${signature.slice(130)}`)];
  if (v !== 0n && v !== 1n && v !== 27n && v !== 28n) return signature;
  const word = s | ((v % 27n) << 255n);
  return `0x${signature.slice(2, 66)}${word.toString(16).padStart(64, "0")}`;
}

/** The vote as JSON has it, in Python's form. */
export function voteToJson(vote: SignedVote): Record<string, unknown> {
  return {
    chainId: vote.chainId,
    dataset: vote.dataset,
    batchId: vote.batchId,
    validator: vote.validator,
    bitmap: `0x${vote.bitmap.toString(16)}`,
    deadline: vote.deadline,
    signature: vote.signature,
    proof: vote.proof,
  };
}

/** The text of a file of signed votes. */
export const votesFile = (votes: readonly SignedVote[]): string =>
  `${JSON.stringify(votes.map(voteToJson), null, 1)}\n`;

/** A file or an answer holds no signed votes; the message says what is wrong. */
export class VoteFormatError extends Error {}

/** The signed votes in a file.
 * @throws VoteFormatError if it holds something else. */
export function readVotesFile(text: string): SignedVote[] {
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch {
    throw new VoteFormatError("it is not JSON");
  }
  if (!Array.isArray(values) || values.length === 0) {
    throw new VoteFormatError("it is not a list of signed votes");
  }
  return values.map((value, at) => voteFromJson(value, `vote ${at + 1}`));
}

/** The signed vote in a JSON object of Python's form, or of the API's, in snake_case. */
export function voteFromJson(value: unknown, where: string): SignedVote {
  const values = (typeof value === "object" && value !== null ? value : {}) as Values;
  const given = (camel: string, snake: string): unknown => values[camel] ?? values[snake];
  return {
    chainId: whole(given("chainId", "chain_id"), `${where}: chainId`),
    dataset: address(values.dataset, `${where}: dataset`),
    batchId: whole(given("batchId", "batch_id"), `${where}: batchId`),
    validator: address(values.validator, `${where}: validator`),
    bitmap: word(values.bitmap, `${where}: bitmap`),
    deadline: whole(values.deadline, `${where}: deadline`),
    signature: bytes(values.signature, `${where}: signature`),
    proof: proof(values.proof, `${where}: proof`),
  };
}

type Values = Record<string, unknown>;

function whole(value: unknown, where: string): number {
  const number = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isSafeInteger(number) || number < 0) {
    throw new VoteFormatError(`${where} is not a whole number`);
  }
  return number;
}

function address(value: unknown, where: string): Address {
  if (typeof value !== "string" || !isAddress(value, { strict: false })) {
    throw new VoteFormatError(`${where} is not an address`);
  }
  return getAddress(value.toLowerCase());
}

function word(value: unknown, where: string): bigint {
  if (typeof value !== "string" || !/^(0x[0-9a-fA-F]{1,64}|\d{1,78})$/.test(value)) {
    throw new VoteFormatError(`${where} is not a number of 256 bits`);
  }
  const number = BigInt(value);
  if (number >> 256n) throw new VoteFormatError(`${where} is not a number of 256 bits`);
  return number;
}

function bytes(value: unknown, where: string): Hex {
  if (!isHex(value, { strict: true }) || value.length % 2 || value.length > 8194) {
    throw new VoteFormatError(`${where} is not bytes in hexadecimal`);
  }
  return value;
}

function proof(value: unknown, where: string): Hex[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.length > 256) throw new VoteFormatError(`${where} is no list`);
  return value.map((node) => {
    const found = bytes(node, where);
    if (size(found) !== 32) throw new VoteFormatError(`${where} is not hashes of 32 bytes`);
    return found;
  });
}
