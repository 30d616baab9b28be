import { type Address, type Client, hexToBytes } from "viem";
import { getBlock, readContract } from "viem/actions";
import { Problem } from "../app/problem";
import { collaborativeDatasetAbi as abi, collaborativeDatasetFactoryAbi } from "../chain/abi";
import { countBits } from "./bitmap";
import { decodeRecords, type Records } from "./records";
import type { ReviewBatch } from "./review";
import { parseSchema, SchemaError, type Schema } from "./schema";

/** What a dataset's creator settled, as the contract has it. */
export type Rules = Awaited<ReturnType<typeof readRules>>;

/** What never changes in a dataset. */
export interface Dataset {
  readonly address: Address;
  readonly rules: Rules;
  readonly schema: Schema;
}

export const UNDER_REVIEW = 0;
export const DECIDED = 1;

export interface Batch {
  readonly id: number;
  readonly contributor: Address;
  readonly count: number;
  readonly closesAt: number;
  readonly votes: number;
  /** 0 under review, 1 decided, 2 expired. */
  readonly status: number;
  readonly outcome: bigint;
}

/** A dataset at a block. */
export interface Snapshot {
  readonly block: bigint;
  /** The block's time, in seconds since 1970. */
  readonly now: number;
  readonly batches: readonly Batch[];
}

/** The records that a review needs. */
export interface Contents {
  readonly validated: Records;
  /** Validated records before those, which are not read yet. */
  readonly earlier: number;
  readonly underReview: readonly ReviewBatch[];
}

/** Validated records that are read without a question: of more, the newest. */
export const READ_AT_FIRST = 8_192;

/** Most batches in an answer. */
const PAGE = 256;

/** Most bytes of records in an answer: twice that in its JSON, which public nodes still send. */
const PAGE_BYTES = 1 << 19;

/** Rules and schema of the dataset at an address; a `Problem` if it is none. */
export async function readDataset(
  client: Client,
  factory: Address | null,
  address: Address,
): Promise<Dataset> {
  if (factory !== null && !(await isDataset(client, factory, address))) {
    throw new Problem(`${address} is no dataset of this site's factory on this chain.`);
  }
  const [rules, content] = await Promise.all([
    readRules(client, address),
    readContract(client, { address, abi, functionName: "schema" }),
  ]);
  let schema: Schema;
  try {
    schema = parseSchema(hexToBytes(content));
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    throw new Problem(`This dataset's schema is not one that can be shown: ${error.message}.`);
  }
  if (schema.recordSize !== rules.recordSize) {
    throw new Problem(
      `This dataset's schema has records of ${schema.recordSize} bytes, its rules of ` +
        `${rules.recordSize}; its creator mixed them up.`,
    );
  }
  return { address, rules, schema };
}

/** The batches at the newest block. */
export async function readSnapshot(client: Client, address: Address): Promise<Snapshot> {
  const { number: block, timestamp } = await getBlock(client);
  const batches: Batch[] = [];
  for (;;) {
    const page = await readContract(client, {
      address,
      abi,
      functionName: "batches",
      blockNumber: block,
      args: [BigInt(batches.length), BigInt(PAGE)],
    });
    batches.push(...page.map((batch, at) => ({ ...batch, id: batches.length + at })));
    if (page.length === 0) break;
  }
  return { block, now: Number(timestamp), batches };
}

/** The first batch from which on no more than so many records are validated. */
export function newestFrom(batches: readonly Batch[], most: number): number {
  let count = 0;
  for (let id = batches.length; id > 0; id--) {
    count += validatedIn(batches[id - 1]!);
    if (count > most) return id;
  }
  return 0;
}

const validatedIn = ({ status, outcome }: Batch): number =>
  status === DECIDED ? countBits(outcome) : 0;

/** The records under review and the validated ones, from the chain.
 * @param most - of the validated ones, the newest. */
export async function readContents(
  client: Client,
  { address, rules, schema }: Dataset,
  { block, batches }: Snapshot,
  most: number,
): Promise<Contents> {
  const first = newestFrom(batches, most);
  const limit = BigInt(
    Math.max(
      1,
      Math.min(PAGE, Math.floor(PAGE_BYTES / (rules.recordsPerBlock * rules.recordSize))),
    ),
  );
  const read = async (functionName: "validatedRecords" | "recordsUnderReview", from = 0) => {
    const parts: Uint8Array[] = [];
    for (let start = BigInt(from); start < batches.length;) {
      const [records, next] = await readContract(client, {
        address,
        abi,
        functionName,
        args: [start, limit],
        blockNumber: block,
      });
      parts.push(hexToBytes(records));
      start = next;
    }
    return joined(parts);
  };
  const [validated, open] = await Promise.all([
    read("validatedRecords", first),
    read("recordsUnderReview"),
  ]);
  const underReview: ReviewBatch[] = [];
  let at = 0;
  for (const { id, contributor, count, status } of batches) {
    if (status !== UNDER_REVIEW) continue;
    const end = at + count * rules.recordSize;
    underReview.push({ id, contributor, records: decodeRecords(schema, open.slice(at, end)) });
    at = end;
  }
  const earlier = batches.slice(0, first).reduce((sum, batch) => sum + validatedIn(batch), 0);
  return { validated: decodeRecords(schema, validated), earlier, underReview };
}

/** All records of a batch, whatever became of them. */
export async function readBatch(client: Client, dataset: Dataset, id: number): Promise<Records> {
  const bytes = await readContract(client, {
    address: dataset.address,
    abi,
    functionName: "recordsOf",
    args: [BigInt(id)],
  });
  return decodeRecords(dataset.schema, hexToBytes(bytes));
}

export interface Listed {
  readonly address: Address;
  readonly name: string;
  readonly batches: number;
}

/** Datasets of a factory, the newest first, at most so many. */
export async function listDatasets(
  client: Client,
  factory: Address,
  most: number,
): Promise<{ total: number; datasets: Listed[] }> {
  const contract = { address: factory, abi: collaborativeDatasetFactoryAbi } as const;
  const total = await readContract(client, { ...contract, functionName: "datasetCount" });
  const start = total > BigInt(most) ? total - BigInt(most) : 0n;
  const addresses = await readContract(client, {
    ...contract,
    functionName: "datasets",
    args: [start, BigInt(most)],
  });
  const datasets = await Promise.all(
    addresses.map(async (address) => {
      const [name, batches] = await Promise.all([
        readContract(client, { address, abi, functionName: "name" }),
        readContract(client, { address, abi, functionName: "batchCount" }),
      ]);
      return { address, name, batches: Number(batches) };
    }),
  );
  return { total: Number(total), datasets: datasets.reverse() };
}

function readRules(client: Client, address: Address) {
  return readContract(client, { address, abi, functionName: "rules" });
}

function isDataset(client: Client, factory: Address, address: Address): Promise<boolean> {
  return readContract(client, {
    address: factory,
    abi: collaborativeDatasetFactoryAbi,
    functionName: "isDataset",
    args: [address],
  });
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
