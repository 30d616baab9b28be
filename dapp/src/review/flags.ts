import { type Field, sizeOf, valueText } from "./field";
import { formatGeneral, formatWhole } from "./number-text";
import type { Column, Records } from "./records";
import type { Schema } from "./schema";
import type { FieldStatistics } from "./statistics";

/** Why a record deserves a look, in the words of `veriset.records.flags`. */
export type FlagKind = "out of range" | "outlier" | "duplicate" | "conflict";

export interface Flag {
  readonly kind: FlagKind;
  /** One line with the field and value, or the other record. */
  readonly detail: string;
  /** The field that it is about; null where it is about the record. */
  readonly field: string | null;
}

/** A record under review: its batch and position in it, both from 0. */
export interface Place {
  readonly batch: number;
  readonly record: number;
}

/** The key of a place in a map of flags. */
export const placeKey = ({ batch, record }: Place): string => `${batch}:${record}`;

export class Flags extends Map<string, Flag[]> {
  at(place: Place): readonly Flag[] {
    return this.get(placeKey(place)) ?? [];
  }

  add(place: Place, flag: Flag): void {
    const key = placeKey(place);
    const found = this.get(key);
    if (found) found.push(flag);
    else this.set(key, [flag]);
  }
}

/** The rows beyond the limit of the robust z-score, and what is to be said of each. */
export function findOutliers(
  column: Column,
  statistics: FieldStatistics,
  limit: number,
): { row: number; detail: string }[] {
  const { field, stored, values } = column;
  const { median, spread } = statistics;
  if (!spread) return [];
  const found: { row: number; detail: string }[] = [];
  values.forEach((value, row) => {
    const score = Math.abs(value - median) / spread;
    if (!(score > limit)) return;
    const shown = `${field.name} ${valueText(field, stored[row]!)}`;
    const detail = `${shown} is ${formatWhole(score)} spreads from the median ${formatGeneral(median, 6)}`;
    found.push({ row, detail });
  });
  return found;
}

/** Flag records that repeat another, or give other labels to the same features. */
export function findRepeats(
  validated: Records,
  underReview: Records,
  places: readonly Place[],
  flags: Flags,
): void {
  const { schema } = underReview;
  const offset = validated.count;
  const byRecord = new Map<string, number>();
  const byFeatures = new Map<string, number>();
  const name = (row: number): string => {
    if (row < offset) return "a validated record";
    const { batch, record } = places[row - offset]!;
    return `batch ${batch} record ${record}`;
  };
  const conflict = (row: number, other: number): void => {
    const detail = `same features as ${name(other)}, other ${schema.label}`;
    flags.add(places[row - offset]!, { kind: "conflict", detail, field: schema.label });
  };
  for (let row = 0; row < offset + underReview.count; row++) {
    const [records, at] = row < offset ? [validated, row] : [underReview, row - offset];
    const [features, whole] = keysOf(schema, records.bytes, at);
    const same = setDefault(byRecord, whole, row);
    const other = setDefault(byFeatures, features, row);
    if (row < offset) continue;
    if (same !== row) {
      const detail = `same as ${name(same)}`;
      flags.add(places[row - offset]!, { kind: "duplicate", detail, field: null });
    } else if (other !== row) {
      conflict(row, other);
      if (other < offset) continue;
      // Which of the two is right is not known; one mark on the earlier one is enough.
      const known = flags.at(places[other - offset]!).some((flag) => flag.kind === "conflict");
      if (!known) conflict(other, row);
    }
  }
}

/** A text of a record's bytes without its label's, and one of all of them. */
function keysOf(schema: Schema, bytes: Uint8Array, row: number): [string, string] {
  let at = row * schema.recordSize;
  let features = "";
  let label = "";
  for (const field of schema.fields) {
    const end = at + sizeOf(field);
    const text = String.fromCharCode(...bytes.subarray(at, end));
    if (isLabel(schema, field)) label = text;
    else features += text;
    at = end;
  }
  return [features, features + label];
}

const isLabel = (schema: Schema, field: Field): boolean => field.name === schema.label;

function setDefault(map: Map<string, number>, key: string, value: number): number {
  const found = map.get(key);
  if (found === undefined) map.set(key, value);
  return found ?? value;
}
