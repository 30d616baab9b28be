import {
  type Field,
  SLACK,
  isBytes,
  isFloat,
  roundHalfEven,
  storedRange,
  valueText,
} from "./field";
import { formatGeneral } from "./number-text";
import type { Column, Records } from "./records";

/** What is wrong with a value by the schema alone. */
export interface RangeProblem {
  readonly row: number;
  readonly text: string;
}

/** All values that their fields do not allow, in the order of rows and fields; the words are those
 * of `veriset.records.check`. */
export function rangeProblems(records: Records): RangeProblem[] {
  const found: RangeProblem[] = [];
  const checks = records.columns.filter(({ field }) => !isBytes(field)).map(checkOf);
  for (let row = 0; row < records.count; row++) {
    for (const check of checks) {
      const text = check(row);
      if (text !== null) found.push({ row, text });
    }
  }
  return found;
}

type Check = (row: number) => string | null;

function checkOf(column: Column): Check {
  const { field } = column;
  const reason = field.scale || isFloat(field) ? ofDoubles(field) : ofIntegers(field);
  return (row) => {
    const value = field.scale ? column.values[row]! : column.stored[row]!;
    const why = reason(value as number);
    const shown =
      typeof value === "bigint" || !(field.scale || isFloat(field))
        ? `${value}`
        : formatGeneral(value as number, 15);
    return why === null ? null : `${field.name} ${shown} ${why}`;
  };
}

function ends(field: Field): { low: string; high: string } {
  const unit = field.unit ? ` ${field.unit}` : "";
  const [low, high] = storedRange(field);
  return {
    low: `is below ${valueText(field, low)}${unit}`,
    high: `is above ${valueText(field, high)}${unit}`,
  };
}

function ofIntegers(field: Field): (value: number | bigint) => string | null {
  const [low, high] = storedRange(field);
  const words = ends(field);
  return (value) => (value < low ? words.low : value > high ? words.high : null);
}

function ofDoubles(field: Field): (value: number) => string | null {
  const [low, high] = storedRange(field).map(Number) as [number, number];
  const words = ends(field);
  const scale = field.scale;
  const slack = scale ? SLACK : 0;
  return (value) => {
    if (Number.isNaN(value)) return field.nan ? null : "is NaN";
    if (!Number.isFinite(value)) return "is infinite";
    const steps = scale ? value / scale : value;
    if (steps < low - slack) return words.low;
    if (steps > high + slack) return words.high;
    if (scale && Math.abs(steps - roundHalfEven(steps)) > slack) {
      return `is no multiple of ${formatGeneral(scale, 6)}; round it`;
    }
    return null;
  };
}
