import type { Hex } from "viem";
import { call, callBytes } from "../api/client";
import type { HashKind } from "../api/types";
import { Problem } from "../app/problem";
import { explain } from "../chain/explain";
import { hashFile } from "../hashing/hash-file";
import { verifyProof } from "../hashing/merkle";
import type { Campaign } from "./campaign-reader";
import type { Size } from "./geometry";
import { imageNumbers } from "./manifest";

/** What the server says of an image of a campaign. */
export interface CampaignImage {
  readonly index: number;
  readonly digest: Hex;
  readonly hash_kind: HashKind;
  readonly path: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly proof: readonly Hex[];
  /** Why it is not known that the image has this number; null where the manifest says so. */
  readonly doubt: string | null;
}

/** An image to look at, checked against the campaign. */
export interface Shown extends Size {
  /** URL of this page, to be revoked. */
  readonly source: string;
  readonly label: string;
}

/** The image that a number stands for. Its proof is checked against the root that the chain has: it
 * is one of the campaign's. Its number is checked in the manifest that the chain names by its CID.
 * @throws Problem if the server does not have the manifest, or names another image. */
export async function findImage(campaign: Campaign, index: number): Promise<CampaignImage> {
  const { address, terms } = campaign;
  const [found, numbers] = await Promise.all([
    call<Omit<CampaignImage, "doubt">>(`/campaigns/${address}/images/${index}`),
    imageNumbers(campaign),
  ]);
  if (found.index !== index || !verifyProof(terms.imagesRoot, found.digest, found.proof)) {
    throw new Problem("The server named an image that is none of this campaign's; do not play it.");
  }
  if (typeof numbers === "string") return { ...found, doubt: numbers };
  if (numbers[index]?.toLowerCase() !== found.digest.toLowerCase()) {
    throw new Problem(
      `The server named another image than the campaign's manifest has as number ${index}; ` +
        "do not play it.",
    );
  }
  return { ...found, doubt: null };
}

/** The image from the server; null with the reason if the server does not have its bytes.
 * @throws Problem if its bytes are another image's. */
export async function fetchShown(image: CampaignImage): Promise<Shown | string> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await callBytes(`/images/${image.digest}/content`);
  } catch (error) {
    return explain(error);
  }
  return show(image, new Blob([bytes]));
}

/** The image in a file, after making sure that it is that image.
 * @throws Problem if it is another, or none that can be shown. */
export async function show(image: CampaignImage, file: Blob): Promise<Shown> {
  const hashes = await hashFile(file);
  if (hashes[image.hash_kind] !== image.digest) {
    throw new Problem(
      `This is not image ${image.index} of the campaign: its hash is ${hashes[image.hash_kind] ?? "none"}, ` +
        `and that of the image ${image.digest}.`,
    );
  }
  const source = URL.createObjectURL(file);
  const probe = new Image();
  // Coordinates are those of the stored pixels, without the camera's note how to turn them.
  probe.style.imageOrientation = "none";
  probe.src = source;
  try {
    await probe.decode();
  } catch {
    URL.revokeObjectURL(source);
    throw new Problem(`Your browser cannot show this image (${hashes.format}).`);
  }
  const name = image.path?.split("/").pop();
  return {
    source,
    label: `Image ${image.index}${name ? `, ${name}` : ""}`,
    width: hashes.width ?? image.width ?? probe.naturalWidth,
    height: hashes.height ?? image.height ?? probe.naturalHeight,
  };
}

/** What frees an image's URL when it is not shown any more. */
export const revokeLater = (source: string | undefined) => (): void => {
  if (source !== undefined) URL.revokeObjectURL(source);
};
