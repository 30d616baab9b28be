import { readFileSync } from "node:fs";
import type { Address } from "viem";
import { describe, expect, it } from "vitest";
import { AdmissionError, proofFrom } from "./admission";

const path = new URL("../../../tests/vectors/accounts.json", import.meta.url);
const { trees } = JSON.parse(readFileSync(path, "utf8")) as {
  trees: { accounts: Address[]; proofs: string[][] }[];
};

describe("the proof that an account is admitted", () => {
  it.each(trees)("is that of the npm package, of $accounts.length accounts", (tree) => {
    const list = `# founders\n\n${tree.accounts.join("\r\n")}  # last\n`;
    expect(tree.accounts.map((account) => proofFrom(list, account))).toEqual(tree.proofs);
  });

  it("is refused for who is not on the list, and without a list", () => {
    const [tree] = trees;
    const stranger: Address = `0x${"9".repeat(40)}`;
    expect(() => proofFrom(tree!.accounts.join("\n"), stranger)).toThrow("is not on this list");
    expect(() => proofFrom("alice\n", stranger)).toThrow("Line 1 of the list is no address");
    expect(() => proofFrom("\n# none\n", stranger)).toThrow(AdmissionError);
  });
});
