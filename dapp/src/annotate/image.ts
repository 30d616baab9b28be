import type { Hex } from "viem";
import { call, callBytes } from "../api/client";
import type { HashKind } from "../api/types";
import { Problem } from "../app/problem";
import { explain } from "../chain/explain";
import { hashFile } from "../hashing/hash-file";
import { verifyProof } from "../hashing/merkle";
import type { Size } from "./geometry";

/** What the server says of an image of a campaign. */
export interface CampaignImage {
  readonly index: number;
  readonly digest: Hex;
  readonly hash_kind: HashKind;
  readonly path: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly proof: readonly Hex[];
}

/** An image to look at, checked against the campaign. */
export interface Shown extends Size {
  /** URL of this page, to be revoked. */
  readonly source: string;
  readonly label: string;
}

/** The image that a number stands for, of which the proof was checked against the root that the
 * chain has: it is one of the campaign's.
 * @throws Problem if the server does not have the manifest, or the proof is wrong. */
export async function findImage(address: Hex, root: Hex, index: number): Promise<CampaignImage> {
  const found = await call<CampaignImage>(`/campaigns/${address}/images/${index}`);
  if (found.index !== index || !verifyProof(root, found.digest, found.proof)) {
    throw new Problem("The server named an image that is none of this campaign's; do not play it.");
  }
  return found;
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
