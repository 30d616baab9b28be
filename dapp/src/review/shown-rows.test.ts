import { describe, expect, it } from "vitest";
import { decodeRecords } from "./records";
import { parseSchema } from "./schema";
import { AS_CONTRIBUTED, nextOrder, shownRows } from "./shown-rows";
import { utf8 } from "./vectors.test-helper";

const schema = parseSchema(
  utf8(
    '{"name":"A","fields":[{"name":"x","type":"float32","nan":true},{"name":"y","type":"uint8"}]}',
  ),
);
const bytes = new Uint8Array(20);
const view = new DataView(bytes.buffer);
[3, NaN, -1, 3].forEach((x, row) => view.setFloat32(row * 5, x, true));
const records = decodeRecords(schema, bytes);
const flags = [0, 2, 1, 0];

describe("the rows that are shown", () => {
  it("are in the order of contribution", () =>
    expect(shownRows(records, flags, "all", AS_CONTRIBUTED)).toEqual([0, 1, 2, 3]));

  it("are filtered by flags", () => {
    expect(shownRows(records, flags, "flagged", AS_CONTRIBUTED)).toEqual([1, 2]);
    expect(shownRows(records, flags, "unflagged", AS_CONTRIBUTED)).toEqual([0, 3]);
  });

  it("are sorted, equal ones as contributed, NaN last", () => {
    const by = { field: "x" };
    expect(shownRows(records, flags, "all", { by, descending: false })).toEqual([2, 0, 3, 1]);
    expect(shownRows(records, flags, "all", { by, descending: true })).toEqual([1, 0, 3, 2]);
    expect(shownRows(records, flags, "all", { by: "flags", descending: true })).toEqual([
      1, 2, 0, 3,
    ]);
  });

  it("are sorted the other way by a second click, and not by a third", () => {
    const first = nextOrder(AS_CONTRIBUTED, { field: "x" });
    expect(first).toEqual({ by: { field: "x" }, descending: false });
    const second = nextOrder(first, { field: "x" });
    expect(second.descending).toBe(true);
    expect(nextOrder(second, { field: "x" })).toEqual(AS_CONTRIBUTED);
    expect(nextOrder(second, "flags")).toEqual({ by: "flags", descending: true });
  });
});
