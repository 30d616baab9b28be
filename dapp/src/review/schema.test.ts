import { describe, expect, it } from "vitest";
import { SchemaError, parseSchema } from "./schema";
import { utf8, vectors } from "./vectors.test-helper";

describe("a schema from the chain", () => {
  it.each(vectors.refused)("is refused by Python and here: $name", ({ schema }) => {
    expect(() => parseSchema(utf8(schema))).toThrow(SchemaError);
  });

  it("is refused if it is not UTF-8", () =>
    expect(() => parseSchema(Uint8Array.of(0xff, 0x7b))).toThrow("it is not JSON"));

  it("keeps integers beyond 2^53 exact, and digits in texts as they are", () => {
    const schema = parseSchema(
      utf8(
        '{"name":"A","description":"12345678901234567890 and \\"12345678901234567\\"",' +
          '"fields":[{"name":"x","type":"uint64","maximum":9223372036854775809}]}',
      ),
    );
    expect(schema.fields[0]!.maximum).toBe(9223372036854775809n);
    expect(schema.description).toBe('12345678901234567890 and "12345678901234567"');
  });
});
