import { formatGeneral } from "./number-text";

/** A number of a schema: exact, so a bigint where a double could not hold it. */
export type Bound = number | bigint;

/** One field of a record, as `veriset.records.field.Field` has it. */
export interface Field {
  readonly name: string;
  /** `int8` to `uint64`, `float16` to `float64`, `bytes1` to `bytes32`. */
  readonly type: string;
  readonly description: string;
  readonly unit: string;
  readonly minimum: Bound | null;
  readonly maximum: Bound | null;
  /** Fixed point: the value is the stored integer times this. */
  readonly scale: number | null;
  readonly nan: boolean;
  /** Its numbers are names, such as ZIP codes: none is near or far from another. */
  readonly nominal: boolean;
}

/** What a field stores: bytes as 0x and hexadecimal digits, 64-bit integers as bigint. */
export type Stored = number | bigint | string;

export const isBytes = (field: Field): boolean => field.type.startsWith("bytes");
export const isFloat = (field: Field): boolean => field.type.startsWith("float");
export const isSigned = (field: Field): boolean => field.type.startsWith("int");
export const isWide = (field: Field): boolean => field.type.endsWith("int64");

/** Bits of a number. */
export const bitsOf = (field: Field): number => Number(/\d+$/.exec(field.type)![0]);

/** Bytes that a field takes in a record. */
export const sizeOf = (field: Field): number =>
  isBytes(field) ? bitsOf(field) : bitsOf(field) / 8;

/** The largest finite number of a floating-point type. */
const LARGEST: Record<string, number> = {
  float16: 65_504,
  float32: 3.4028234663852886e38,
  float64: Number.MAX_VALUE,
};

/** A millionth of a step is not a step: 0.3 / 0.1 is a little below 3. */
export const SLACK = 1e-6;

/** The least and the largest number that may be stored, both inclusive; integers as bigint. */
export function storedRange(field: Field): [Bound, Bound] {
  if (isFloat(field)) {
    const largest = LARGEST[field.type]!;
    return [Number(field.minimum ?? -largest), Number(field.maximum ?? largest)];
  }
  const bits = BigInt(bitsOf(field));
  let low = isSigned(field) ? -(1n << (bits - 1n)) : 0n;
  let high = (1n << (isSigned(field) ? bits - 1n : bits)) - 1n;
  if (field.minimum !== null) low = larger(low, steps(field, field.minimum, Math.ceil, -SLACK));
  if (field.maximum !== null) high = smaller(high, steps(field, field.maximum, Math.floor, SLACK));
  return [low, high];
}

function steps(field: Field, bound: Bound, round: (x: number) => number, slack: number): bigint {
  if (field.scale) return BigInt(round(Number(bound) / field.scale + slack));
  return typeof bound === "bigint" ? bound : BigInt(round(bound));
}

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** One stored number or bytes as a person writes it; the same text as Python's. */
export function valueText(field: Field, stored: Stored | Bound): string {
  if (typeof stored === "string") return stored;
  return field.scale
    ? formatGeneral(Number(stored) * field.scale, 10)
    : formatGeneral(Number(stored), 15);
}

/** The range in words, such as `1600 to 2100` or `1 to 5000 m2`. */
export function rangeText(field: Field): string {
  const [low, high] = storedRange(field).map((bound) => valueText(field, bound));
  return `${low} to ${high}${field.unit ? ` ${field.unit}` : ""}`;
}

/** The value in units; a whole number times 0.1 has one decimal, whatever binary makes of it. */
export function valueOf(field: Field, stored: number): number {
  if (!field.scale) return stored;
  const power = 10 ** decimalsOf(field.scale);
  return roundHalfEven(stored * field.scale * power) / power;
}

/** Decimals of the shortest text of a number. */
function decimalsOf(scale: number): number {
  const [, decimals = "", exponent = "0"] = /^\d+(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(`${scale}`)!;
  return Math.max(0, decimals.length - Number(exponent));
}

/** Round to the nearest whole number, halves to the even one, as NumPy does. */
export function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
