import { MAX_PIXELS, type Samples } from "./canonical";
import { checkSize, DAMAGED, Refusal } from "./refusal";

/** Decode an uncompressed BMP of 1, 4, 8, 16, 24 or 32 bits a pixel. Throws `Refusal`. */
export function decodeBmp(bytes: Uint8Array): Samples {
  if (bytes.length < 30) throw new Refusal(DAMAGED);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return decode(view, bytes);
  } catch (error) {
    throw error instanceof RangeError ? new Refusal(DAMAGED) : error; // read past the end
  }
}

function decode(view: DataView, bytes: Uint8Array): Samples {
  const start = view.getUint32(10, true);
  const headerSize = view.getUint32(14, true);
  const old = headerSize === 12; // OS/2's
  if (!old && headerSize < 40) throw new Refusal(DAMAGED);
  const width = old ? view.getUint16(18, true) : view.getInt32(18, true);
  const signed = old ? view.getUint16(20, true) : view.getInt32(22, true);
  const height = Math.abs(signed); // negative: rows from the top
  const bits = view.getUint16(old ? 24 : 28, true);
  const compression = old ? 0 : view.getUint32(30, true);
  checkSize(width, height, MAX_PIXELS);
  if (compression !== 0 && compression !== 3) throw new Refusal("it is a compressed BMP");
  if (![1, 4, 8, 16, 24, 32].includes(bits)) throw new Refusal(DAMAGED);

  const stride = Math.ceil((width * bits) / 32) * 4;
  if (start + stride * (height - 1) + Math.ceil((width * bits) / 8) > bytes.length) {
    throw new Refusal(DAMAGED);
  }
  const rgba = new Uint8Array(width * height * 4).fill(255);
  const write = bits <= 8 ? fromPalette() : bits === 24 ? fromBytes() : fromMasks();
  for (let row = 0; row < height; row++) {
    const line = start + stride * (signed < 0 ? row : height - 1 - row);
    for (let column = 0; column < width; column++) write(line, column, (row * width + column) * 4);
  }
  return { width, height, rgba };

  type Write = (line: number, column: number, to: number) => void;

  function fromPalette(): Write {
    const table = 14 + headerSize;
    const size = old ? 3 : 4;
    const stated = old ? 0 : view.getUint32(46, true);
    const entries = stated === 0 ? 1 << bits : stated;
    return (line, column, to) => {
      const bit = column * bits;
      const index = (bytes[line + (bit >> 3)]! >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
      if (index >= entries) throw new Refusal(DAMAGED);
      const at = table + index * size;
      for (let channel = 0; channel < 3; channel++) {
        rgba[to + channel] = view.getUint8(at + 2 - channel);
      }
    };
  }

  function fromBytes(): Write {
    return (line, column, to) => {
      for (let channel = 0; channel < 3; channel++) {
        rgba[to + channel] = bytes[line + column * 3 + 2 - channel]!;
      }
    };
  }

  function fromMasks(): Write {
    const preset = bits === 16 ? [0x7c00, 0x3e0, 0x1f, 0] : [0xff0000, 0xff00, 0xff, 0];
    const masks =
      compression === 3
        ? [54, 58, 62, 66].map((at, i) =>
            i < 3 || headerSize >= 56 ? view.getUint32(at, true) : 0,
          )
        : preset;
    const channels = masks.map((mask) => {
      const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
      const highest = mask >>> shift;
      if (highest > 255) throw new Refusal("its colour masks are not known here");
      return { mask, shift, highest };
    });
    return (line, column, to) => {
      const at = line + (column * bits) / 8;
      const pixel = bits === 16 ? view.getUint16(at, true) : view.getUint32(at, true);
      channels.forEach(({ mask, shift, highest }, channel) => {
        if (mask === 0) return;
        const value = (pixel & mask) >>> shift;
        rgba[to + channel] = Math.floor((value * 255) / highest);
      });
    };
  }
}
