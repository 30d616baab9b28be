import { MAX_PIXELS, type Samples } from "./canonical";
import { checkSize, COLOURS, DAMAGED, FRAMES, Refusal, WIDE } from "./refusal";

// JPEG and WebP are left to the browser. What would make it change the samples is taken out of
// the file before: orientation, colour profiles.

/** Decode a JPEG. Throws `Refusal`. */
export async function decodeJpeg(bytes: Uint8Array<ArrayBuffer>): Promise<Samples> {
  const kept: Uint8Array<ArrayBuffer>[] = [bytes.subarray(0, 2)];
  let at = 2;
  let size: [number, number] | null = null;
  for (;;) {
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++; // fill bytes
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff || marker === undefined || at + 4 > bytes.length) {
      throw new Refusal(DAMAGED);
    }
    if (marker === 0xda) break; // the scan: no more headers of interest
    const length = (bytes[at + 2]! << 8) | bytes[at + 3]!;
    const segment = bytes.subarray(at, at + 2 + length);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      if (segment[4] !== 8) throw new Refusal(WIDE);
      if (segment[9] !== 1 && segment[9] !== 3) throw new Refusal(COLOURS);
      size = [(segment[7]! << 8) | segment[8]!, (segment[5]! << 8) | segment[6]!];
      checkSize(...size, MAX_PIXELS);
    }
    // Of the application segments, JFIF's and Adobe's tell how colours are stored.
    const isApplication = marker > 0xe0 && marker <= 0xef && marker !== 0xee;
    if (!isApplication && marker !== 0xfe) kept.push(segment);
    at += 2 + length;
  }
  if (size === null) throw new Refusal(DAMAGED);
  kept.push(bytes.subarray(at));
  return draw(new Blob(kept, { type: "image/jpeg" }));
}

/** Decode a WebP. Throws `Refusal`. */
export async function decodeWebp(bytes: Uint8Array<ArrayBuffer>): Promise<Samples> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array<ArrayBuffer>[] = [];
  let frames = 0;
  for (let at = 12; at + 8 <= bytes.length;) {
    const name = String.fromCharCode(...bytes.subarray(at, at + 4));
    const length = view.getUint32(at + 4, true);
    const chunk = bytes.slice(at, at + 8 + length + (length & 1));
    if (name === "ANMF") frames++;
    if (name === "VP8X") chunk[8]! &= ~0x2c; // neither profile nor EXIF nor XMP
    if (!["ICCP", "EXIF", "XMP "].includes(name)) kept.push(chunk);
    at += 8 + length + (length & 1);
  }
  if (frames > 1) throw new Refusal(FRAMES);
  const header = bytes.slice(0, 12);
  const size = 4 + kept.reduce((sum, chunk) => sum + chunk.length, 0);
  new DataView(header.buffer).setUint32(4, size, true);
  return draw(new Blob([header, ...kept], { type: "image/webp" }));
}

async function draw(file: Blob): Promise<Samples> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file, {
      premultiplyAlpha: "none",
      colorSpaceConversion: "none",
    });
  } catch {
    throw new Refusal(DAMAGED);
  }
  const { width, height } = bitmap;
  checkSize(width, height, MAX_PIXELS);
  try {
    return { width, height, rgba: await read(file, bitmap) };
  } finally {
    bitmap.close();
  }
}

async function read(file: Blob, bitmap: ImageBitmap): Promise<Uint8Array | Uint8ClampedArray> {
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Refusal("this browser gives the page no canvas");
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, width, height, { colorSpace: "srgb" });
  for (let i = 3; i < data.length; i += 4) {
    // A canvas keeps colours multiplied by alpha and loses some of them.
    if (data[i] !== 255) return readTransparent(file);
  }
  return data;
}

/** The samples of a picture with transparent pixels, which only a WebCodecs decoder gives whole. */
async function readTransparent(file: Blob): Promise<Uint8Array> {
  if (typeof ImageDecoder === "undefined") {
    throw new Refusal("this browser loses the colours of transparent pixels");
  }
  const decoder = new ImageDecoder({
    data: await file.arrayBuffer(),
    type: file.type,
    colorSpaceConversion: "none",
  });
  const { image } = await decoder.decode();
  try {
    if (image.format !== "RGBA" && image.format !== "BGRA") {
      throw new Refusal("this browser loses the colours of transparent pixels");
    }
    const rgba = new Uint8Array(image.allocationSize());
    await image.copyTo(rgba);
    if (image.format === "BGRA") {
      for (let i = 0; i < rgba.length; i += 4) [rgba[i], rgba[i + 2]] = [rgba[i + 2]!, rgba[i]!];
    }
    return rgba;
  } finally {
    image.close();
    decoder.close();
  }
}
