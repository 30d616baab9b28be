/** Decoded samples, 8 bits each: red, green, blue, alpha of each pixel, row by row from the top. */
export interface Samples {
  width: number;
  height: number;
  rgba: Uint8Array | Uint8ClampedArray;
}

/** More are refused, as by Pillow. */
export const MAX_PIXELS = 89_478_485;

/**
 * The canonical form of docs/canonical-pixels.md in two parts, prefix and samples, of which hash
 * kind "pixels" is the SHA-256. The samples given may be overwritten.
 */
export function canonicalForm({ width, height, rgba }: Samples): [Uint8Array, Uint8Array] {
  let opaque = true;
  let grey = true;
  for (let i = 0; i < rgba.length; i += 4) {
    if (rgba[i + 3] !== 255) {
      opaque = false;
      break;
    }
    if (rgba[i] !== rgba[i + 1] || rgba[i] !== rgba[i + 2]) grey = false;
  }
  const mode = !opaque ? "RGBA" : grey ? "L" : "RGB";
  const prefix = new TextEncoder().encode(`pixels:v1:${mode}:${width}:${height}:`);
  return [prefix, packed(rgba, mode.length)];
}

/** The first `channels` of each four samples, moved together in place. */
function packed(rgba: Uint8Array | Uint8ClampedArray, channels: number): Uint8Array {
  const bytes = new Uint8Array(rgba.buffer, rgba.byteOffset, rgba.byteLength);
  if (channels === 4) return bytes;
  let to = 0;
  for (let from = 0; from < bytes.length; from += 4) {
    for (let channel = 0; channel < channels; channel++) bytes[to++] = bytes[from + channel]!;
  }
  return bytes.subarray(0, to);
}
