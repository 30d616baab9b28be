import { MAX_PIXELS, type Samples } from "./canonical";
import { checkSize, DAMAGED, Refusal, WIDE } from "./refusal";

// PBM, PGM and PPM, which browsers do not know; plain (P1 to P3) and raw (P4 to P6).

/** Decode a PBM, PGM or PPM. Throws `Refusal`. */
export function decodePnm(bytes: Uint8Array): Samples {
  const type = String.fromCharCode(bytes[1]!);
  if (type === "f" || type === "F") throw new Refusal(WIDE);
  let at = 2;
  const space = (): void => {
    for (;;) {
      const value = bytes[at];
      if (value === 0x23) while (at < bytes.length && bytes[at] !== 0x0a) at++;
      else if (value === undefined || !isSpace(value)) return;
      else at++;
    }
  };
  const number = (): number => {
    space();
    const start = at;
    while (at < bytes.length && bytes[at]! >= 0x30 && bytes[at]! <= 0x39) at++;
    if (at === start || at - start > 9) throw new Refusal(DAMAGED);
    return Number(String.fromCharCode(...bytes.subarray(start, at)));
  };

  const bitmap = type === "1" || type === "4";
  const [width, height] = [number(), number()];
  checkSize(width, height, MAX_PIXELS);
  const highest = bitmap ? 1 : number();
  if (highest > 255) throw new Refusal(WIDE);
  if (highest < 1) throw new Refusal(DAMAGED);
  const channels = type === "3" || type === "6" ? 3 : 1;
  const rgba = new Uint8Array(width * height * 4);

  const plain = type < "4";
  if (!plain) at++; // the one space that ends the header
  const stride = type === "4" ? Math.ceil(width / 8) : width * channels;
  if (!plain && at + stride * height > bytes.length) throw new Refusal(DAMAGED);
  /** The next sample as it is stored. */
  const plainSample = (): number => {
    if (!bitmap) return number();
    space(); // a plain PBM's digits may stand without spaces between them
    const digit = bytes[at++];
    if (digit !== 0x30 && digit !== 0x31) throw new Refusal(DAMAGED);
    return digit - 0x30;
  };
  const rawSample = (row: number, column: number, channel: number): number => {
    if (type === "4") return (bytes[at + row * stride + (column >> 3)]! >> (7 - (column & 7))) & 1;
    return bytes[at + row * stride + column * channels + channel]!;
  };
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const to = (row * width + column) * 4;
      for (let channel = 0; channel < channels; channel++) {
        const value = plain ? plainSample() : rawSample(row, column, channel);
        if (value > highest) throw new Refusal(DAMAGED);
        // In a bitmap, 1 is black.
        rgba[to + channel] = bitmap ? (1 - value) * 255 : Math.round((value * 255) / highest);
      }
      if (channels === 1) rgba.fill(rgba[to]!, to + 1, to + 3);
      rgba[to + 3] = 255;
    }
  }
  return { width, height, rgba };
}

const isSpace = (value: number): boolean => value === 0x20 || (value >= 0x09 && value <= 0x0d);
