import { readFileSync } from "node:fs";
import { type Address, type Hex, parseEther, parseEventLogs, zeroHash } from "viem";
import { collaborativeDatasetAbi, collaborativeDatasetFactoryAbi } from "../../../src/chain/abi";
import { type ChainClient, mined } from "../support/chain";
import { ROOT } from "../support/processes";

/** A case of the vectors that Python computes: schema, validated records, batches and flags. */
export interface Case {
  name: string;
  schema: string;
  record_size: number;
  validated: string;
  batches: { records: string; suggestion: string; texts: string[][] }[];
  flags: { record: number; kind: string; detail: string }[];
}

export function vectorCase(name: string): Case {
  const path = `${ROOT}tests/vectors/dataset_review.json`;
  const { reviews } = JSON.parse(readFileSync(path, "utf8")) as { reviews: Case[] };
  const found = reviews.find((one) => one.name === name);
  if (!found) throw new Error(`no vector ${name}`);
  return found;
}

const ANYBODY = { kind: 0, minimumPoints: 0n, root: zeroHash };

/** What of a dataset's rules a test has otherwise. */
export interface Changed {
  name?: string;
  votesNeeded?: number;
  approvalsNeeded?: number;
  rewardPerRecord?: bigint;
  rewardPerVote?: bigint;
  validatorStake?: bigint;
  validators?: { kind: number; minimumPoints: bigint; root: Hex };
}

/** A dataset of three votes and two approvals. */
export async function openDataset(
  client: ChainClient,
  factory: Address,
  account: Address,
  { schema, record_size: recordSize }: Pick<Case, "schema" | "record_size">,
  changed: Changed = {},
): Promise<Address> {
  const hash = await client.writeContract({
    address: factory,
    abi: collaborativeDatasetFactoryAbi,
    functionName: "open",
    account,
    value: parseEther("1"),
    args: [
      {
        name: "Houses",
        recordSize,
        votesNeeded: 3,
        approvalsNeeded: 2,
        recordsPerBlock: 256,
        reviewPeriod: 86_400,
        contributionDeadline: 0,
        depositPerRecord: 0n,
        validatorStake: 0n,
        rewardPerRecord: parseEther("0.0004"),
        rewardPerVote: parseEther("0.0001"),
        contributors: ANYBODY,
        validators: ANYBODY,
        badgePoints: [10n, 1_000n],
        ...changed,
      },
      `0x${Buffer.from(schema).toString("hex")}`,
    ],
  });
  const { logs } = await client.waitForTransactionReceipt({ hash });
  const [event] = parseEventLogs({
    abi: collaborativeDatasetFactoryAbi,
    logs,
    eventName: "DatasetOpened",
  });
  return event!.args.dataset;
}

/** A dataset's functions. */
export function datasetAt(client: ChainClient, address: Address) {
  const contract = { address, abi: collaborativeDatasetAbi } as const;
  const { writeContract, readContract } = client;
  return {
    contribute: async (account: Address, records: string) =>
      mined(
        client,
        await writeContract({
          ...contract,
          account,
          functionName: "contribute",
          args: [`0x${records}`, []],
        }),
      ),
    vote: async (account: Address, batch: number, bitmap: bigint) =>
      mined(
        client,
        await writeContract({
          ...contract,
          account,
          functionName: "vote",
          args: [BigInt(batch), bitmap, []],
        }),
      ),
    close: async (account: Address, batch: number) =>
      mined(
        client,
        await writeContract({ ...contract, account, functionName: "close", args: [BigInt(batch)] }),
      ),
    batch: (id: number) => readContract({ ...contract, functionName: "batch", args: [BigInt(id)] }),
    votesOf: (id: number) =>
      readContract({ ...contract, functionName: "votesOf", args: [BigInt(id)] }),
    validated: async (): Promise<string> => {
      const [records] = await readContract({
        ...contract,
        functionName: "validatedRecords",
        args: [0n, 1_000n],
      });
      return records.slice(2);
    },
    accountOf: (account: Address) =>
      readContract({ ...contract, functionName: "accountOf", args: [account] }),
  };
}
