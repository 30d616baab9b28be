/** An annotation: a box in whole pixels of the original image, and its class. */
export interface Annotation {
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly width: number;
  readonly class: number;
}

/** Bytes of an annotation: x, y, height, width, two bytes each, big-endian, and the class. */
export const ANNOTATION_SIZE = 9;

/** Greatest coordinate: two bytes hold it. */
export const COORDINATE_MAX = 65_535;

/** The bytes that a campaign takes, as `ICampaignPlays.playOpen` describes them.
 * @throws RangeError if a number does not fit its bytes, or a side is 0. */
export function encodeAnnotations(annotations: readonly Annotation[]): Uint8Array {
  const bytes = new Uint8Array(annotations.length * ANNOTATION_SIZE);
  const view = new DataView(bytes.buffer);
  annotations.forEach((one, at) => {
    const sides = [one.x, one.y, one.height, one.width];
    const fits = sides.every((side) => isWhole(side, COORDINATE_MAX)) && isWhole(one.class, 255);
    if (!fits) throw new RangeError(`annotation ${at + 1} has a number that cannot be stored`);
    if (one.height === 0 || one.width === 0) {
      throw new RangeError(`annotation ${at + 1} has no height or no width`);
    }
    sides.forEach((side, word) => view.setUint16(at * ANNOTATION_SIZE + 2 * word, side));
    view.setUint8(at * ANNOTATION_SIZE + 8, one.class);
  });
  return bytes;
}

/** The annotations that bytes stand for.
 * @throws RangeError if they are cut off. */
export function decodeAnnotations(bytes: Uint8Array): Annotation[] {
  if (bytes.length % ANNOTATION_SIZE !== 0) {
    throw new RangeError(`${bytes.length} bytes are not whole annotations of ${ANNOTATION_SIZE}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Annotation[] = [];
  for (let at = 0; at < bytes.length; at += ANNOTATION_SIZE) {
    found.push({
      x: view.getUint16(at),
      y: view.getUint16(at + 2),
      height: view.getUint16(at + 4),
      width: view.getUint16(at + 6),
      class: view.getUint8(at + 8),
    });
  }
  return found;
}

function isWhole(value: number, maximum: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= maximum;
}
