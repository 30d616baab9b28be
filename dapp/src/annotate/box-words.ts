import type { Annotation } from "./annotation";

/** Name of a class; its number where the campaign has no names, or too few. */
export function className(kind: number, classes: readonly string[]): string {
  return classes[kind] ?? (classes.length === 0 && kind === 0 ? "object" : `class ${kind}`);
}

/** A box as a screen reader says it.
 * @param at - its position, from 0. */
export function inWords(box: Annotation, at: number, classes: readonly string[]): string {
  return (
    `Box ${at + 1}, ${className(box.class, classes)}: ${box.width} wide, ${box.height} high, ` +
    `${box.x} from the left, ${box.y} from the top`
  );
}

/** Hues that people with colour blindness can tell apart as well (Okabe and Ito). */
const COLOURS = ["#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7"];

/** Colour of a class. */
export const colourOf = (kind: number): string => COLOURS[kind % COLOURS.length]!;
