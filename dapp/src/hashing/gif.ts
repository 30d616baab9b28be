import { MAX_PIXELS, type Samples } from "./canonical";
import { checkSize, DAMAGED, FRAMES, Refusal } from "./refusal";

// A browser's canvas loses the colour of transparent pixels, so GIF is decoded here.

/** Decode a GIF of one frame that fills its screen. Throws `Refusal`. */
export function decodeGif(bytes: Uint8Array): Samples {
  let at = 6;
  const byte = (): number => {
    const value = bytes[at++];
    if (value === undefined) throw new Refusal(DAMAGED);
    return value;
  };
  const word = (): number => byte() | (byte() << 8);
  const colours = (flags: number): Uint8Array => {
    if (!(flags & 0x80)) return new Uint8Array();
    const size = 3 << ((flags & 7) + 1);
    at += size;
    return bytes.subarray(at - size, at);
  };
  const blocks = (): Uint8Array[] => {
    const parts: Uint8Array[] = [];
    for (let size = byte(); size > 0; size = byte()) {
      parts.push(bytes.subarray(at, at + size));
      at += size;
    }
    return parts;
  };

  const [width, height, flags] = [word(), word(), byte()];
  checkSize(width, height, MAX_PIXELS);
  at += 2; // background and aspect
  const shared = colours(flags);
  let transparent = -1;
  let samples: Samples | null = null;
  for (let kind = byte(); kind !== 0x3b; kind = byte()) {
    if (kind === 0x21) {
      const label = byte();
      const parts = blocks();
      if (label === 0xf9 && parts[0] && samples === null) {
        transparent = parts[0][0]! & 1 ? parts[0][3]! : -1;
      }
    } else if (kind === 0x2c) {
      if (samples !== null) throw new Refusal(FRAMES);
      const [left, top, columns, rows, local] = [word(), word(), word(), word(), byte()];
      if (left !== 0 || top !== 0 || columns !== width || rows !== height) {
        throw new Refusal("its frame does not fill its screen");
      }
      const own = colours(local);
      const palette = own.length > 0 ? own : shared;
      const indices = unpack(byte(), blocks(), width * height);
      const lines = local & 0x40 ? interlaced(height) : null;
      samples = expand(indices, palette, transparent, width, height, lines);
    } else throw new Refusal(DAMAGED);
    if (at >= bytes.length && samples !== null) break; // without its trailer, as decoders allow
  }
  if (samples === null) throw new Refusal(DAMAGED);
  return samples;
}

/** GIF's LZW: codes of growing width, least significant bit first. */
function unpack(minimum: number, blocks: readonly Uint8Array[], size: number): Uint8Array {
  if (minimum < 1 || minimum > 11) throw new Refusal(DAMAGED);
  const clear = 1 << minimum;
  const out = new Uint8Array(size);
  const prefix = new Int16Array(4096);
  const last = new Uint8Array(4096);
  for (let code = 0; code < clear; code++) last[code] = code;
  const stack = new Uint8Array(4097);
  let [width, next, previous, first, filled, bits, buffer] = [
    minimum + 1,
    clear + 2,
    -1,
    0,
    0,
    0,
    0,
  ];
  for (const block of blocks) {
    for (const value of block) {
      buffer |= value << bits;
      bits += 8;
      while (bits >= width) {
        const code = buffer & ((1 << width) - 1);
        buffer >>>= width;
        bits -= width;
        if (code === clear) {
          [width, next, previous] = [minimum + 1, clear + 2, -1];
          continue;
        }
        if (code === clear + 1 || filled === size) return complete(out, filled);
        if (code > next || (code === next && previous < 0)) throw new Refusal(DAMAGED);
        let depth = 0;
        let walk = code;
        if (code === next) {
          stack[depth++] = first;
          walk = previous;
        }
        while (walk >= clear) {
          stack[depth++] = last[walk]!;
          walk = prefix[walk]!;
        }
        first = walk;
        stack[depth++] = first;
        while (depth > 0 && filled < size) out[filled++] = stack[--depth]!;
        if (previous >= 0 && next < 4096) {
          prefix[next] = previous;
          last[next] = first;
          next++;
          if (next === 1 << width && width < 12) width++;
        }
        previous = code;
      }
    }
  }
  return complete(out, filled);
}

function complete(out: Uint8Array, filled: number): Uint8Array {
  if (filled < out.length) throw new Refusal(DAMAGED);
  return out;
}

/** The row that each stored row goes to. */
function interlaced(height: number): number[] {
  const rows: number[] = [];
  for (const [start, step] of [
    [0, 8],
    [4, 8],
    [2, 4],
    [1, 2],
  ] as const) {
    for (let row = start; row < height; row += step) rows.push(row);
  }
  return rows;
}

function expand(
  indices: Uint8Array,
  palette: Uint8Array,
  transparent: number,
  width: number,
  height: number,
  lines: readonly number[] | null,
): Samples {
  const rgba = new Uint8Array(width * height * 4);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    const entry = index * 3;
    if (entry + 2 >= palette.length) throw new Refusal(DAMAGED);
    const row = Math.floor(i / width);
    const at = ((lines?.[row] ?? row) * width + (i % width)) * 4;
    rgba.set(palette.subarray(entry, entry + 3), at);
    rgba[at + 3] = index === transparent ? 0 : 255;
  }
  return { width, height, rgba };
}
