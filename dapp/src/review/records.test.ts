import { describe, expect, it } from "vitest";
import { rangeText, valueText, isBytes } from "./field";
import { decodeRecords, joinRecords, pickRecords } from "./records";
import { parseSchema } from "./schema";
import { bytesOf, utf8, vectorNamed, vectors } from "./vectors.test-helper";

describe("records, as NumPy reads them", () => {
  it.each(vectors.reviews)("$name", (vector) => {
    const schema = parseSchema(utf8(vector.schema));
    expect(schema.recordSize).toBe(vector.record_size);
    expect(schema.fields.map((field) => (isBytes(field) ? null : rangeText(field)))).toEqual(
      vector.ranges,
    );
    for (const batch of vector.batches) {
      const records = decodeRecords(schema, bytesOf(batch.records));
      const texts = Array.from({ length: records.count }, (_, row) =>
        records.columns.map(({ field, stored }) => valueText(field, stored[row]!)),
      );
      expect(texts).toEqual(batch.texts);
    }
  });

  const vector = vectorNamed("houses beside enough");
  const schema = parseSchema(utf8(vector.schema));
  const all = decodeRecords(schema, bytesOf(vector.validated));

  it("refuses bytes that are cut off", () =>
    expect(() => decodeRecords(schema, new Uint8Array(15))).toThrow(
      "15 bytes are no whole number",
    ));

  it("picks and joins rows", () => {
    const picked = pickRecords(all, [3, 1]);
    expect(picked.columns[7]!.stored).toEqual([
      all.columns[7]!.stored[3],
      all.columns[7]!.stored[1],
    ]);
    expect(joinRecords(schema, [picked, picked]).count).toBe(4);
    expect(joinRecords(schema, []).count).toBe(0);
  });

  it("reads a part of a longer buffer", () => {
    const part = decodeRecords(schema, all.bytes.subarray(schema.recordSize));
    expect(part.columns[0]!.stored[0]).toBe(all.columns[0]!.stored[1]);
  });
});
