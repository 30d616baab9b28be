import { describe, expect, it } from "vitest";
import { AdmissionError, parseAdmission } from "./admission";

const place = {
  chainId: 31_337,
  campaign: "0xC0FFeeC0fFEec0Ffeec0ffEEc0fFeec0FFEEC0De",
  account: "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
} as const;
const given = { ...place, deadline: 1_000, signature: "0x" + "1b".repeat(64) };
const text = (change: object = {}): string => JSON.stringify({ ...given, ...change });

describe("an admission", () => {
  it("is what the contract takes", () => {
    const admission = { deadline: 1_000n, signature: given.signature };
    expect(parseAdmission(text(), place, 1_000n)).toEqual(admission);
    expect(parseAdmission(text({ signature: "1b".repeat(64) }), place, 0n)).toEqual(admission);
    const lower = { account: place.account.toLowerCase() };
    expect(parseAdmission(text(lower), place, 0n)).toEqual(admission);
  });

  it("is refused when it is for something else, or out of date", () => {
    for (const change of [
      { chainId: 1 },
      { campaign: place.account },
      { account: place.campaign },
    ]) {
      expect(() => parseAdmission(text(change), place, 0n)).toThrow("This admits");
    }
    expect(() => parseAdmission(text(), place, 1_001n)).toThrow("out of date");
  });

  it("is refused when it is none", () => {
    const others = [
      "",
      "{",
      "null",
      "{}",
      text({ signature: "0x1" }),
      text({ signature: "ü" }),
      text({ deadline: -1 }),
      text({ deadline: "soon" }),
      text({ account: "0x12" }),
    ];
    for (const one of others) {
      expect(() => parseAdmission(one, place, 0n), one).toThrow(AdmissionError);
      expect(() => parseAdmission(one, place, 0n), one).toThrow("veriset campaign admit");
    }
  });
});
