import type { Hex } from "viem";
import { describe, expect, it } from "vitest";
import { BackupError, commitmentOf, parseBackup, seal, toBackup, toLine } from "./sealed-play";
import { type PlayVector, vectors } from "./vectors.test-helper";

const playOf = (vector: PlayVector) => ({
  chainId: vector.chainId,
  campaign: vector.campaign as Hex,
  player: vector.player as Hex,
  image: vector.image,
  salt: vector.salt as Hex,
  annotations: vector.bytes as Hex,
});
const plays = vectors.plays.map(playOf);

describe("a sealed play", () => {
  it.each(vectors.plays)("$name: commitment and line are those of Python", (vector) => {
    expect(commitmentOf(playOf(vector))).toBe(vector.commitment);
    expect(toLine(playOf(vector))).toBe(vector.line);
  });

  it("has a salt of its own", () => {
    const made = Array.from({ length: 50 }, () => seal(plays[0]!, new Uint8Array(9)));
    expect(new Set(made.map(({ salt }) => salt)).size).toBe(50);
    expect(new Set(made.map(commitmentOf)).size).toBe(50);
    expect(made.every(({ salt }) => /^0x[0-9a-f]{64}$/.test(salt))).toBe(true);
  });
});

describe("a back-up", () => {
  it("is read as it was written, by Python too", () => {
    expect(parseBackup(toBackup(plays))).toEqual(plays);
    expect(parseBackup(vectors.plays.map(({ line }) => `\n${line}\r\n`).join(""))).toEqual(plays);
  });

  it("says which line is something else", () => {
    const line = vectors.plays[1]!.line;
    const wrong = [
      "no JSON",
      "null",
      "[]",
      line.replace("chainId", "chain"),
      line.replace('"image": 7', '"image": 65536'),
      line.replace('"image": 7', '"image": "7"'),
      line.replace(/"salt": "0x../, '"salt": "0x'),
      line.replace('00"}', '"}'),
      line.replace("0x7099", "0x7098"),
      line.slice(0, -9),
    ];
    for (const one of wrong) {
      expect(() => parseBackup(`${line}\n${one}`), one).toThrow(BackupError);
      expect(() => parseBackup(`${line}\n${one}`), one).toThrow("line 2");
    }
    expect(() => parseBackup("\n\n")).toThrow("no sealed play");
  });
});
