import { sha256 } from "@noble/hashes/sha2";
import { bytesToHex, type Hex } from "viem";
import { decodeBmp } from "./bmp";
import { decodeJpeg, decodeWebp } from "./browser-decoder";
import { canonicalForm, type Samples } from "./canonical";
import { type Format, formatOf } from "./formats";
import { decodeGif } from "./gif";
import { decodePng } from "./png";
import { decodePnm } from "./pnm";
import { Refusal } from "./refusal";

/** Both hashes of an image. */
export interface ImageHashes {
  format: Format;
  /** SHA-256 of the file. */
  bytes: Hex;
  /** SHA-256 of the canonical pixels, or null with the reason. */
  pixels: Hex | null;
  refusal: string | null;
  width: number | null;
  height: number | null;
}

/** Files above this many bytes are hashed as they are read and their pixels are not decoded. */
export const MAX_DECODED_FILE = 256 * 1024 * 1024;

const PIECE = 4 * 1024 * 1024;

/**
 * Hash an image both ways; null if the file is no image.
 *
 * @param progress is told the share of the file that is read, 0 to 1.
 */
export async function hashImage(
  file: Blob,
  progress: (share: number) => void = () => undefined,
): Promise<ImageHashes | null> {
  const format = formatOf(new Uint8Array(await file.slice(0, 16).arrayBuffer()));
  if (format === null) return null;
  const hash = sha256.create();
  const keep = file.size <= MAX_DECODED_FILE;
  const whole = new Uint8Array(keep ? file.size : 0);
  for (let at = 0; at < file.size; at += PIECE) {
    const piece = new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer());
    hash.update(piece);
    if (keep) whole.set(piece, at);
    progress(Math.min(1, (at + PIECE) / file.size));
  }
  const bytes = bytesToHex(hash.digest());
  const none = { format, bytes, pixels: null, width: null, height: null };
  if (!keep) return { ...none, refusal: "the file is larger than 256 MB" };
  try {
    const samples = await decode(format, whole);
    const { width, height } = samples;
    return { format, bytes, pixels: hashSamples(samples), refusal: null, width, height };
  } catch (error) {
    if (error instanceof Refusal) return { ...none, refusal: error.message };
    if (error instanceof RangeError) return { ...none, refusal: "there is too little memory" };
    throw error;
  }
}

/** Hash kind "pixels" of decoded samples. */
export function hashSamples(samples: Samples): Hex {
  const hash = sha256.create();
  for (const part of canonicalForm(samples)) hash.update(part);
  return bytesToHex(hash.digest());
}

/** Decode a file of a known format. Throws `Refusal`. */
export async function decode(format: Format, bytes: Uint8Array<ArrayBuffer>): Promise<Samples> {
  switch (format) {
    case "PNG":
      return decodePng(bytes);
    case "GIF":
      return decodeGif(bytes);
    case "BMP":
      return decodeBmp(bytes);
    case "PNM":
      return decodePnm(bytes);
    case "JPEG":
      return decodeJpeg(bytes);
    case "WebP":
      return decodeWebp(bytes);
    case "TIFF":
      throw new Refusal("browsers do not decode TIFF");
  }
}
