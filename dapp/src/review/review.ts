import { Flags, type Place, findOutliers, findRepeats, placeKey } from "./flags";
import { formatCount } from "./number-text";
import { rangeProblems } from "./range-problems";
import { type Records, joinRecords, pickRecords } from "./records";
import type { Schema } from "./schema";
import { type FieldStatistics, fieldStatistics } from "./statistics";

/** Robust z-score from which a value is flagged; Python's default. */
export const OUTLIER_LIMIT = 6;

/** Validated records from which they alone are what others are compared with. */
export const ENOUGH = 100;

/** One contributor with more than this share of what is under review, among several, is a flood. */
const FLOOD_SHARE = 0.5;

export interface ReviewBatch {
  readonly id: number;
  readonly contributor: string;
  readonly records: Records;
}

/** A contributor who gave most of what is under review. */
export interface Flood {
  readonly contributor: string;
  readonly count: number;
  readonly share: number;
}

/** Records under review beside the validated ones, as `veriset.records.review` has them. */
export interface Review {
  readonly schema: Schema;
  readonly batches: readonly ReviewBatch[];
  /** Of what the records are compared with, by field. */
  readonly statistics: ReadonlyMap<string, FieldStatistics>;
  /** What the records are compared with. */
  readonly compared: Records;
  /** The same in words. */
  readonly reference: string;
  readonly flags: Flags;
  readonly flood: Flood | null;
}

/** Compare the records under review with the validated ones and with each other. */
export function reviewRecords(
  schema: Schema,
  validated: Records,
  batches: readonly ReviewBatch[],
  limit = OUTLIER_LIMIT,
): Review {
  const flags = new Flags();
  const underReview = joinRecords(
    schema,
    batches.map((batch) => batch.records),
  );
  const places: Place[] = batches.flatMap((batch) =>
    Array.from({ length: batch.records.count }, (_, record) => ({ batch: batch.id, record })),
  );
  const unsound = new Set<number>();
  for (const { row, text } of rangeProblems(underReview)) {
    unsound.add(row);
    const field = text.slice(0, text.indexOf(" "));
    flags.add(places[row]!, { kind: "out of range", detail: text, field });
  }
  const sound = places.map((_, row) => row).filter((row) => !unsound.has(row));
  const enough = validated.count >= ENOUGH;
  const compared = enough
    ? validated
    : joinRecords(schema, [validated, pickRecords(underReview, sound)]);
  const statistics = fieldStatistics(compared);
  for (const column of underReview.columns) {
    const known = statistics.get(column.field.name);
    if (!known) continue;
    for (const { row, detail } of findOutliers(column, known, limit)) {
      if (unsound.has(row)) continue;
      flags.add(places[row]!, { kind: "outlier", detail, field: column.field.name });
    }
  }
  findRepeats(validated, underReview, places, flags);
  const also = enough ? "" : ` and ${formatCount(sound.length)} under review`;
  const reference = `${formatCount(validated.count)} validated records${also}`;
  return { schema, batches, statistics, compared, reference, flags, flood: findFlood(batches) };
}

/** Who gave most of what is under review, if several contributed to it. */
export function findFlood(batches: readonly ReviewBatch[]): Flood | null {
  const counts = new Map<string, number>();
  for (const { contributor, records } of batches) {
    counts.set(contributor, (counts.get(contributor) ?? 0) + records.count);
  }
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  for (const [contributor, count] of counts) {
    if (counts.size > 1 && count > FLOOD_SHARE * total) {
      return { contributor, count, share: count / total };
    }
  }
  return null;
}

/** Whether each record of a batch has no flag: the suggestion for its vote. */
export function suggestion(review: Review, batch: ReviewBatch): boolean[] {
  return Array.from(
    { length: batch.records.count },
    (_, record) => !review.flags.has(placeKey({ batch: batch.id, record })),
  );
}
