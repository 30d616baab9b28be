import { type Field, type Stored, isBytes, sizeOf, valueOf } from "./field";
import type { Schema } from "./schema";

/** The numbers or bytes of a field, a record after the other, as they are stored. */
export interface Column {
  readonly field: Field;
  readonly stored: readonly Stored[];
  /** Values in units as doubles, NaN for bytes: what statistics and drawings use. */
  readonly values: Float64Array;
}

/** Records as columns, and their bytes. */
export interface Records {
  readonly schema: Schema;
  readonly count: number;
  readonly bytes: Uint8Array;
  readonly columns: readonly Column[];
}

/** The records in packed bytes: fields one after the other, little-endian, without padding.
 * @throws RangeError if the bytes are no whole number of records. */
export function decodeRecords(schema: Schema, bytes: Uint8Array): Records {
  const { recordSize } = schema;
  if (bytes.length % recordSize !== 0) {
    throw new RangeError(`${bytes.length} bytes are no whole number of records of ${recordSize}`);
  }
  const count = bytes.length / recordSize;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = 0;
  const columns = schema.fields.map((field) => {
    const read = reader(field);
    const stored: Stored[] = [];
    for (let row = 0; row < count; row++) stored.push(read(view, row * recordSize + offset));
    offset += sizeOf(field);
    return { field, stored, values: toValues(field, stored) };
  });
  return { schema, count, bytes, columns };
}

/** The records of several parts, one after the other. */
export function joinRecords(schema: Schema, parts: readonly Records[]): Records {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.bytes.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part.bytes, at);
    at += part.bytes.length;
  }
  return decodeRecords(schema, bytes);
}

/** Only the records at these positions. */
export function pickRecords(records: Records, rows: readonly number[]): Records {
  const size = records.schema.recordSize;
  const bytes = new Uint8Array(rows.length * size);
  rows.forEach((row, at) => bytes.set(recordBytes(records, row), at * size));
  return decodeRecords(records.schema, bytes);
}

/** The bytes of one record. */
export function recordBytes(records: Records, row: number): Uint8Array {
  const size = records.schema.recordSize;
  return records.bytes.subarray(row * size, (row + 1) * size);
}

function toValues(field: Field, stored: readonly Stored[]): Float64Array {
  if (isBytes(field)) return new Float64Array(stored.length).fill(NaN);
  return Float64Array.from(stored, (one) => valueOf(field, Number(one)));
}

type Read = (view: DataView, at: number) => Stored;

const READERS: Record<string, Read> = {
  int8: (view, at) => view.getInt8(at),
  int16: (view, at) => view.getInt16(at, true),
  int32: (view, at) => view.getInt32(at, true),
  int64: (view, at) => view.getBigInt64(at, true),
  uint8: (view, at) => view.getUint8(at),
  uint16: (view, at) => view.getUint16(at, true),
  uint32: (view, at) => view.getUint32(at, true),
  uint64: (view, at) => view.getBigUint64(at, true),
  float16: (view, at) => half(view.getUint16(at, true)),
  float32: (view, at) => view.getFloat32(at, true),
  float64: (view, at) => view.getFloat64(at, true),
};

function reader(field: Field): Read {
  const size = sizeOf(field);
  return READERS[field.type] ?? ((view, at) => hexadecimal(view, at, size));
}

function hexadecimal(view: DataView, at: number, size: number): string {
  let text = "0x";
  for (let i = 0; i < size; i++)
    text += view
      .getUint8(at + i)
      .toString(16)
      .padStart(2, "0");
  return text;
}

/** A half-precision number (IEEE 754 binary16), which DataView does not read everywhere. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
