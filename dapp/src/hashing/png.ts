import { MAX_PIXELS, type Samples } from "./canonical";
import { checkSize, DAMAGED, FRAMES, Refusal, WIDE } from "./refusal";

// A browser's canvas loses the colour of transparent pixels and applies profiles and gamma, so
// PNG is decoded here: https://www.w3.org/TR/png-3/

interface Header {
  width: number;
  height: number;
  depth: number;
  colour: number;
  interlaced: boolean;
}

/** Samples per pixel by colour type. */
const CHANNELS: Partial<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Adam7: first column and row, and the steps to the next, of each pass. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** Decode a PNG. Throws `Refusal`. */
export async function decodePng(bytes: Uint8Array<ArrayBuffer>): Promise<Samples> {
  const { header, palette, transparent, data } = readChunks(bytes);
  const { width, height, depth, colour } = header;
  const channels = CHANNELS[colour]!;
  const bits = channels * depth;
  const passes = header.interlaced ? PASSES : ([[0, 0, 1, 1]] as const);
  const areas = passes.map(([x, y, dx, dy]) => ({
    columns: Math.max(0, Math.ceil((width - x) / dx)),
    rows: Math.max(0, Math.ceil((height - y) / dy)),
  }));
  const expected = areas.reduce(
    (sum, { columns, rows }) => sum + (columns && rows * (1 + Math.ceil((columns * bits) / 8))),
    0,
  );
  const filtered = await inflate(data, expected);
  const rgba = new Uint8Array(width * height * 4);
  const write = pixelWriter(header, palette, transparent);
  let at = 0;
  passes.forEach(([x0, y0, dx, dy], pass) => {
    const { columns, rows } = areas[pass]!;
    if (columns === 0) return;
    const stride = Math.ceil((columns * bits) / 8);
    let above: Uint8Array = new Uint8Array(stride);
    for (let row = 0; row < rows; row++) {
      const line = filtered.subarray(at + 1, at + 1 + stride);
      unfilter(filtered[at]!, line, above, Math.max(1, bits >> 3));
      for (let column = 0; column < columns; column++) {
        write(line, column, rgba, ((y0 + row * dy) * width + x0 + column * dx) * 4);
      }
      above = line;
      at += 1 + stride;
    }
  });
  return { width, height, rgba };
}

function readChunks(bytes: Uint8Array<ArrayBuffer>) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: Header | null = null;
  let palette = new Uint8Array();
  let transparent: Uint8Array | null = null;
  const data: Uint8Array<ArrayBuffer>[] = [];
  let at = 8;
  let ended = false;
  while (!ended) {
    if (at + 12 > bytes.length) throw new Refusal(DAMAGED);
    const length = view.getUint32(at);
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (at + 12 + length > bytes.length) throw new Refusal(DAMAGED);
    if (view.getUint32(at + 8 + length) !== crc(bytes.subarray(at + 4, at + 8 + length))) {
      throw new Refusal(DAMAGED);
    }
    if (name === "IHDR") header = readHeader(body);
    else if (name === "PLTE") palette = body;
    else if (name === "tRNS") transparent = body;
    else if (name === "IDAT") data.push(body);
    else if (name === "acTL" && view.getUint32(at + 8) > 1) throw new Refusal(FRAMES);
    ended = name === "IEND";
    at += 12 + length;
  }
  if (header === null || data.length === 0) throw new Refusal(DAMAGED);
  if (header.colour === 3 && palette.length === 0) throw new Refusal(DAMAGED);
  return { header, palette, transparent, data };
}

function readHeader(body: Uint8Array): Header {
  if (body.length !== 13) throw new Refusal(DAMAGED);
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, colour, compression, filter, interlace] = [8, 9, 10, 11, 12].map((i) => body[i]!);
  if (depth === 16) throw new Refusal(WIDE);
  const depths = colour === 0 ? [1, 2, 4, 8] : colour === 3 ? [1, 2, 4, 8] : [8];
  if (CHANNELS[colour!] === undefined || !depths.includes(depth!) || compression || filter) {
    throw new Refusal(DAMAGED);
  }
  checkSize(width, height, MAX_PIXELS);
  return { width, height, depth: depth!, colour: colour!, interlaced: interlace === 1 };
}

async function inflate(
  parts: readonly Uint8Array<ArrayBuffer>[],
  size: number,
): Promise<Uint8Array> {
  const out = new Uint8Array(size);
  let filled = 0;
  const stream = new Blob([...parts]).stream().pipeThrough(new DecompressionStream("deflate"));
  const reader = stream.getReader();
  try {
    while (filled < size) {
      const { done, value } = await reader.read();
      if (done) break;
      out.set(value.subarray(0, size - filled), filled);
      filled += value.length;
    }
  } catch {
    throw new Refusal(DAMAGED);
  } finally {
    void reader.cancel().catch(() => undefined);
  }
  if (filled < size) throw new Refusal(DAMAGED);
  return out;
}

function unfilter(type: number, line: Uint8Array, above: Uint8Array, step: number): void {
  if (type > 4) throw new Refusal(DAMAGED);
  if (type === 0) return;
  for (let i = 0; i < line.length; i++) {
    const left = i < step ? 0 : line[i - step]!;
    const up = above[i]!;
    const corner = i < step ? 0 : above[i - step]!;
    const predicted =
      type === 1 ? left : type === 2 ? up : type === 3 ? (left + up) >> 1 : paeth(left, up, corner);
    line[i] = line[i]! + predicted;
  }
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

type PixelWriter = (line: Uint8Array, column: number, to: Uint8Array, at: number) => void;

function pixelWriter(
  { depth, colour }: Header,
  palette: Uint8Array,
  transparent: Uint8Array | null,
): PixelWriter {
  /** A sample of up to 8 bits, unscaled. */
  const sample = (line: Uint8Array, index: number): number => {
    if (depth === 8) return line[index]!;
    const bit = index * depth;
    return (line[bit >> 3]! >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
  };
  const set = (to: Uint8Array, at: number, r: number, g: number, b: number, a: number): void => {
    to[at] = r;
    to[at + 1] = g;
    to[at + 2] = b;
    to[at + 3] = a;
  };
  const key = (index: number): number =>
    transparent && transparent.length >= index * 2 + 2
      ? (transparent[index * 2]! << 8) | transparent[index * 2 + 1]!
      : -1;
  switch (colour) {
    case 0: {
      const scale = 255 / ((1 << depth) - 1);
      const clear = key(0);
      return (line, column, to, at) => {
        const value = sample(line, column);
        const grey = value * scale;
        set(to, at, grey, grey, grey, value === clear ? 0 : 255);
      };
    }
    case 2: {
      const [r0, g0, b0] = [key(0), key(1), key(2)];
      return (line, column, to, at) => {
        const [r, g, b] = [line[column * 3]!, line[column * 3 + 1]!, line[column * 3 + 2]!];
        set(to, at, r, g, b, r === r0 && g === g0 && b === b0 ? 0 : 255);
      };
    }
    case 3:
      return (line, column, to, at) => {
        const index = sample(line, column);
        const entry = index * 3;
        if (entry + 2 >= palette.length) throw new Refusal(DAMAGED);
        const alpha = transparent?.[index] ?? 255;
        set(to, at, palette[entry]!, palette[entry + 1]!, palette[entry + 2]!, alpha);
      };
    case 4:
      return (line, column, to, at) => {
        const grey = line[column * 2]!;
        set(to, at, grey, grey, grey, line[column * 2 + 1]!);
      };
    default:
      return (line, column, to, at) => to.set(line.subarray(column * 4, column * 4 + 4), at);
  }
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = CRC_TABLE[(value ^ byte) & 255]! ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
