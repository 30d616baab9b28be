import { stringToHex } from "viem";
import { describe, expect, it } from "vitest";
import { parseDescription } from "./description";

describe("a description", () => {
  it("is what the sponsor wrote", () => {
    const written = {
      name: "Vögel",
      objective: "Mark birds.",
      classes: ["tit", "wren"],
      keywords: [],
      manifest: "bafy",
    };
    expect(parseDescription(stringToHex(JSON.stringify(written)))).toEqual(written);
  });

  it("may be anything, and the campaign is shown all the same", () => {
    const others = ["", "null", "[]", "{", '{"name": 7, "classes": "tit"}', '{"classes": [1]}'];
    for (const one of [...others.map((text) => stringToHex(text)), "0xff" as const]) {
      const read = parseDescription(one);
      expect(read.name).toBe("A campaign without a name");
      expect(read.classes).toEqual([]);
    }
  });
});
