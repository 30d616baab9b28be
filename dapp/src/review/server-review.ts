import { ApiProblem, call, callAll } from "../api/client";
import { type SignedVote, VoteFormatError, voteFromJson, voteToJson } from "./signed-vote";
import { type Flags, placeKey } from "./flags";

/** A flag as the server tells it. */
export interface ServerFlag {
  readonly batch: number;
  readonly record: number;
  readonly kind: string;
  readonly detail: string;
}

const pathOf = (dataset: string, batch: number, what: string): string =>
  `/collaborative-datasets/${dataset}/batches/${batch}/${what}`;

/** Where the records of a dataset can be downloaded. */
export const exportLink = (dataset: string, format: "csv" | "npy"): string =>
  `/api/v1/collaborative-datasets/${dataset}/records?state=validated&format=${format}`;

/** What the server flags in a batch; null if it does not tell. */
export async function serverFlags(
  dataset: string,
  batch: number,
  signal: AbortSignal,
): Promise<ServerFlag[] | null> {
  try {
    const answer = await call<{ flags?: unknown }>(pathOf(dataset, batch, "review"), { signal });
    if (!Array.isArray(answer.flags)) return null;
    return (answer.flags as ServerFlag[]).filter((flag) => flag.batch === batch);
  } catch (error) {
    if (error instanceof ApiProblem) return null;
    throw error;
  }
}

/** The records of a batch for which the server's flags are not those computed here. */
export function differences(
  ours: Flags,
  theirs: readonly ServerFlag[],
  batch: number,
  count: number,
): number[] {
  const told = new Map<number, string[]>();
  for (const { record, kind, detail } of theirs) {
    told.set(record, [...(told.get(record) ?? []), `${kind}: ${detail}`]);
  }
  const here = (record: number): string[] =>
    (ours.get(placeKey({ batch, record })) ?? []).map(({ kind, detail }) => `${kind}: ${detail}`);
  const text = (lines: readonly string[]): string => [...lines].sort().join("\n");
  return Array.from({ length: count }, (_, record) => record).filter(
    (record) => text(here(record)) !== text(told.get(record) ?? []),
  );
}

/** Leave a signed vote with the server, for anyone to hand in. */
export async function leaveVote(vote: SignedVote): Promise<void> {
  const path = pathOf(vote.dataset, vote.batchId, "signatures");
  await call<unknown>(path, { method: "POST", body: voteToJson(vote) });
}

/** The signed votes that were left with the server; what is none is passed over. */
export async function leftVotes(dataset: string, batch: number): Promise<SignedVote[]> {
  const items = await callAll<unknown>(pathOf(dataset, batch, "signatures"));
  return items.flatMap((item, at) => {
    try {
      return [voteFromJson(item, `vote ${at + 1}`)];
    } catch (error) {
      if (error instanceof VoteFormatError) return [];
      throw error;
    }
  });
}
