import { readFileSync } from "node:fs";
import { decodeRecords } from "./records";
import { type ReviewBatch, reviewRecords } from "./review";
import { parseSchema } from "./schema";

/** A case of tests/vectors/dataset_review.json, which Python computes. */
export interface ReviewVector {
  name: string;
  schema: string;
  record_size: number;
  ranges: (string | null)[];
  validated: string;
  batches: {
    id: number;
    contributor: string;
    records: string;
    texts: string[][];
    suggestion: string;
  }[];
  reference: string;
  statistics: Record<string, Record<string, number | number[]>>;
  flags: { batch: number; record: number; kind: string; detail: string }[];
  floods: { contributor: string; count: number; share: number }[];
}

export interface VoteVector {
  key: `0x${string}`;
  digest: string;
  signature65: `0x${string}`;
  vote: Record<string, unknown>;
}

const path = new URL("../../../tests/vectors/dataset_review.json", import.meta.url);

export const vectors = JSON.parse(readFileSync(path, "utf8")) as {
  reviews: ReviewVector[];
  refused: { name: string; schema: string }[];
  votes: VoteVector[];
};

export const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The review that the page makes of a case's bytes. */
export function reviewOf(vector: ReviewVector) {
  const schema = parseSchema(utf8(vector.schema));
  const batches: ReviewBatch[] = vector.batches.map(({ id, contributor, records }) => ({
    id,
    contributor,
    records: decodeRecords(schema, bytesOf(records)),
  }));
  return reviewRecords(schema, decodeRecords(schema, bytesOf(vector.validated)), batches);
}

export function vectorNamed(name: string): ReviewVector {
  const found = vectors.reviews.find((vector) => vector.name === name);
  if (!found) throw new Error(`no vector ${name}`);
  return found;
}
