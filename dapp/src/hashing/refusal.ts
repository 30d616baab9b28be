/** Why a picture has no hash of its pixels, here or at all; the hash of its file it has always. */
export class Refusal extends Error {}

/** Refuse what has more pixels than any decoder of Veriset takes, or none. */
export function checkSize(width: number, height: number, most: number): void {
  if (width < 1 || height < 1) throw new Refusal("it has no pixels");
  if (width * height > most) throw new Refusal(`it has more than ${most} pixels`);
}

export const DAMAGED = "it is damaged or cut off";
export const WIDE = "its samples have more than 8 bits";
export const FRAMES = "it has more than one frame";
export const COLOURS = "its colour model is neither grey, RGB nor a palette";
