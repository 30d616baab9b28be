import { type Hex, isHex } from "viem";
import { callBytes } from "../api/client";
import { explain } from "../chain/explain";
import { cidNames } from "../hashing/cid";
import type { Campaign } from "./campaign-reader";

/** The content hashes of a campaign's images by their numbers, from the manifest that its CID on
 * the chain names; or why that could not be made sure of. */
export type Numbers = readonly Hex[] | string;

let last: { of: string; numbers: Promise<Numbers> } | null = null;

/** Fetches the manifest, and checks its bytes against the CID in the campaign's description. */
export function imageNumbers({ address, description }: Campaign): Promise<Numbers> {
  const of = `${address} ${description.manifest}`;
  if (last?.of !== of) {
    const numbers = fetchNumbers(address, description.manifest);
    last = { of, numbers };
    // What failed is tried again with the next image.
    void numbers.then((found) => {
      if (typeof found === "string" && last?.numbers === numbers) last = null;
    });
  }
  return last.numbers;
}

async function fetchNumbers(address: Hex, cid: string): Promise<Numbers> {
  if (cid === "") return "the campaign names no manifest";
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await callBytes(`/campaigns/${address}/manifest`);
  } catch (error) {
    return `the manifest cannot be had: ${explain(error).replace(/\.$/, "")}`;
  }
  const names = await cidNames(cid, bytes);
  if (names === null) return "the campaign's manifest has a CID that this page does not check";
  if (!names) return "what the server gives as the manifest is not what the CID on the chain names";
  return readNumbers(bytes);
}

/** The content hashes in a manifest, or why it has none. */
export function readNumbers(bytes: Uint8Array): Numbers {
  try {
    const { images } = JSON.parse(new TextDecoder().decode(bytes)) as {
      images: { contentHash: Hex }[];
    };
    const numbers = images.map(({ contentHash }) => contentHash);
    if (numbers.every((one) => isHex(one))) return numbers;
  } catch {
    // Its sponsor pinned something else.
  }
  return "what the CID on the chain names is no manifest";
}
