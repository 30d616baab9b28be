import { COORDINATE_MAX } from "./annotation";

/** A box in whole pixels of the original image. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly width: number;
}

/** Width and height of an image in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A side or corner by which a box is resized, in compass letters. */
export type Handle = "n" | "ne" | "e" | "se" | "s" | "sw" | "w" | "nw";

export const HANDLES: readonly Handle[] = ["nw", "n", "ne", "e", "se", "s", "sw", "w"];

const clamp = (value: number, least: number, most: number): number =>
  Math.min(Math.max(value, least), Math.max(least, most));

/** The nearest box of whole pixels that lies in the image and has at least one pixel. */
export function fit(box: Rectangle, image: Size): Rectangle {
  const width = clamp(Math.round(box.width), 1, Math.min(image.width, COORDINATE_MAX));
  const height = clamp(Math.round(box.height), 1, Math.min(image.height, COORDINATE_MAX));
  return {
    x: clamp(Math.round(box.x), 0, Math.min(image.width - width, COORDINATE_MAX)),
    y: clamp(Math.round(box.y), 0, Math.min(image.height - height, COORDINATE_MAX)),
    height,
    width,
  };
}

/** The box moved, as far as the image goes. */
export function moved(box: Rectangle, by: Point, image: Size): Rectangle {
  return fit({ ...box, x: box.x + by.x, y: box.y + by.y }, image);
}

/** The box between two corners, in any order; the image's border cuts it. */
export function between(a: Point, b: Point, image: Size): Rectangle {
  const left = clamp(Math.round(Math.min(a.x, b.x)), 0, image.width - 1);
  const top = clamp(Math.round(Math.min(a.y, b.y)), 0, image.height - 1);
  const right = clamp(Math.round(Math.max(a.x, b.x)), left + 1, image.width);
  const bottom = clamp(Math.round(Math.max(a.y, b.y)), top + 1, image.height);
  return fit({ x: left, y: top, height: bottom - top, width: right - left }, image);
}

/** The box with one of its sides or corners at another place; past the other side it turns over. */
export function resized(box: Rectangle, handle: Handle, to: Point, image: Size): Rectangle {
  let [left, right] = [box.x, box.x + box.width];
  let [top, bottom] = [box.y, box.y + box.height];
  if (handle.includes("w")) left = to.x;
  if (handle.includes("e")) right = to.x;
  if (handle.includes("n")) top = to.y;
  if (handle.includes("s")) bottom = to.y;
  return between({ x: left, y: top }, { x: right, y: bottom }, image);
}

/** The box wider and higher by so much, its top-left corner staying; the image's border cuts it. */
export function grown(box: Rectangle, by: Point, image: Size): Rectangle {
  const width = clamp(box.width + by.x, 1, image.width - box.x);
  const height = clamp(box.height + by.y, 1, image.height - box.y);
  return fit({ ...box, width, height }, image);
}

/** Where a box that nobody drew begins: a quarter of the image, in its middle. */
export function middle(image: Size): Rectangle {
  const width = Math.max(1, Math.round(image.width / 4));
  const height = Math.max(1, Math.round(image.height / 4));
  const x = Math.round((image.width - width) / 2);
  return fit({ x, y: Math.round((image.height - height) / 2), height, width }, image);
}

/** The point of the image under a point of the screen.
 * @param shown - where the image is on the screen. */
export function onImage(screen: Point, shown: Rectangle, image: Size): Point {
  return {
    x: ((screen.x - shown.x) / shown.width) * image.width,
    y: ((screen.y - shown.y) / shown.height) * image.height,
  };
}
