import { isBytes } from "./field";
import type { Records } from "./records";

/** Robust statistics of a field, in its units, as `veriset.records.field_statistics` has them. */
export interface FieldStatistics {
  /** Values, without NaN and infinity. */
  readonly count: number;
  readonly median: number;
  /** Median absolute deviation from the median, not scaled. */
  readonly mad: number;
  /** Estimate of the standard deviation; 0 if all values are equal. */
  readonly spread: number;
  /** The values at `QUANTILES`. */
  readonly quantiles: readonly number[];
  readonly minimum: number;
  readonly maximum: number;
}

export const QUANTILES = [0.01, 0.25, 0.5, 0.75, 0.99];

/** The robust statistics of each field that is a number and no name. */
export function fieldStatistics(records: Records): Map<string, FieldStatistics> {
  const found = new Map<string, FieldStatistics>();
  for (const { field, values } of records.columns) {
    if (isBytes(field) || field.nominal) continue;
    const sorted = values.filter(Number.isFinite).sort();
    if (sorted.length > 0) found.set(field.name, statisticsOf(sorted));
  }
  return found;
}

function statisticsOf(sorted: Float64Array): FieldStatistics {
  const median = middle(sorted);
  const deviations = sorted.map((value) => Math.abs(value - median)).sort();
  const mad = middle(deviations);
  const mean = deviations.reduce((sum, value) => sum + value, 0) / deviations.length;
  return {
    count: sorted.length,
    median,
    mad,
    // Where more than half of the values are equal the MAD is 0, and the mean deviation is left.
    spread: mad ? 1.4826 * mad : 1.2533 * mean,
    quantiles: QUANTILES.map((share) => quantile(sorted, share)),
    minimum: sorted[0]!,
    maximum: sorted[sorted.length - 1]!,
  };
}

function middle(sorted: Float64Array): number {
  const at = sorted.length >> 1;
  return sorted.length % 2 ? sorted[at]! : (sorted[at - 1]! + sorted[at]!) / 2;
}

/** Linear between the neighbours, as NumPy's default, and computed in its order. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const at = Math.floor(place);
  const low = sorted[at]!;
  const high = sorted[Math.min(at + 1, sorted.length - 1)]!;
  const part = place - at;
  return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part);
}
