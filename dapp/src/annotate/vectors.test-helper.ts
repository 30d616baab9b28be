import { readFileSync } from "node:fs";

/** A sealed play of tests/vectors/campaign_plays.json, which Python and the contract agree on. */
export interface PlayVector {
  name: string;
  chainId: number;
  campaign: string;
  player: string;
  image: number;
  salt: string;
  annotations: number[][];
  bytes: string;
  commitment: string;
  line: string;
}

/** A file of tests/vectors. */
export function readVectors(name: string): unknown {
  return JSON.parse(
    readFileSync(new URL(`../../../tests/vectors/${name}`, import.meta.url), "utf8"),
  );
}

export const vectors = readVectors("campaign_plays.json") as { plays: PlayVector[] };

export const hexOf = (bytes: Uint8Array): string => "0x" + Buffer.from(bytes).toString("hex");
