import type { Annotation } from "./annotation";
import { fit, grown, middle, moved, type Point, type Rectangle, type Size } from "./geometry";

/** A box of the editor: an annotation with a key that stays its own. */
export interface Box extends Annotation {
  readonly key: number;
}

/** What the editor shows, and what it can go back to. */
export interface Editor {
  readonly image: Size;
  /** Most boxes that a play may have. */
  readonly most: number;
  readonly boxes: readonly Box[];
  /** Key of the selected box. */
  readonly selected: number | null;
  /** Class of the next box. */
  readonly class: number;
  readonly past: readonly (readonly Box[])[];
  readonly future: readonly (readonly Box[])[];
  /** The gesture whose steps are undone as one. */
  readonly gesture: string | null;
  readonly nextKey: number;
}

/** A step. Steps of one `gesture` that follow each other are undone together. */
export type Step =
  | { type: "add"; box?: Rectangle; gesture?: string }
  | { type: "move"; key: number; by: Point; gesture?: string }
  | { type: "grow"; key: number; by: Point; gesture?: string }
  | { type: "set"; key: number; box: Rectangle; gesture?: string }
  | { type: "classify"; key: number | null; class: number }
  | { type: "remove"; key: number }
  | { type: "select"; key: number | null }
  | { type: "undo" }
  | { type: "redo" }
  | { type: "load"; annotations: readonly Annotation[] };

/** Steps that can be undone. */
const UNDO_MOST = 200;

/** An editor of an image, with annotations that are there already. */
export function openEditor(image: Size, most: number, drawn: readonly Annotation[] = []): Editor {
  const boxes = drawn.slice(0, most).map((one, key) => ({ ...one, ...fit(one, image), key }));
  return {
    image,
    most,
    boxes,
    selected: null,
    class: drawn[drawn.length - 1]?.class ?? 0,
    past: [],
    future: [],
    gesture: null,
    nextKey: boxes.length,
  };
}

/** Whether another box may be drawn. */
export const hasRoom = (editor: Editor): boolean => editor.boxes.length < editor.most;

/** The annotations as they are handed in. */
export function annotationsOf(editor: Editor): Annotation[] {
  return editor.boxes.map(({ x, y, height, width, class: kind }) => ({
    x,
    y,
    height,
    width,
    class: kind,
  }));
}

/** The editor after a step; the same one if the step changes nothing. */
export function step(editor: Editor, one: Step): Editor {
  switch (one.type) {
    case "add":
      return added(editor, one.box ?? middle(editor.image), one.gesture ?? null);
    case "move":
      return changed(editor, one, (box) => moved(box, one.by, editor.image));
    case "grow":
      return changed(editor, one, (box) => grown(box, one.by, editor.image));
    case "set":
      return changed(editor, one, () => fit(one.box, editor.image));
    case "classify":
      return classified(editor, one.key, one.class);
    case "remove":
      return removed(editor, one.key);
    case "select":
      return editor.selected === one.key ? editor : { ...editor, selected: one.key, gesture: null };
    case "undo":
      return travelled(editor, editor.past, editor.future, true);
    case "redo":
      return travelled(editor, editor.future, editor.past, false);
    case "load":
      return loaded(editor, one.annotations);
  }
}

/** What another tab drew takes the place of what is here, which can be undone to. */
function loaded(editor: Editor, annotations: readonly Annotation[]): Editor {
  const boxes = openEditor(editor.image, editor.most, annotations).boxes.map((box, at) => ({
    ...box,
    key: editor.nextKey + at,
  }));
  const next = { ...remembered(editor, boxes, null), selected: null };
  return { ...next, nextKey: editor.nextKey + boxes.length };
}

function added(editor: Editor, place: Rectangle, gesture: string | null): Editor {
  if (!hasRoom(editor)) return editor;
  const box = { ...fit(place, editor.image), class: editor.class, key: editor.nextKey };
  const next = remembered(editor, [...editor.boxes, box], gesture);
  return { ...next, selected: box.key, nextKey: box.key + 1 };
}

function changed(
  editor: Editor,
  one: { key: number; gesture?: string },
  change: (box: Box) => Rectangle,
): Editor {
  const box = editor.boxes.find(({ key }) => key === one.key);
  if (!box) return editor;
  const to = { ...box, ...change(box) };
  const next = sameBox(box, to)
    ? editor
    : remembered(editor, replaced(editor.boxes, to), one.gesture ?? null);
  return next.selected === one.key ? next : { ...next, selected: one.key };
}

function classified(editor: Editor, key: number | null, kind: number): Editor {
  const box = editor.boxes.find((each) => each.key === key);
  if (!box) return editor.class === kind ? editor : { ...editor, class: kind };
  if (box.class === kind) return { ...editor, class: kind };
  const next = remembered(editor, replaced(editor.boxes, { ...box, class: kind }), null);
  return { ...next, class: kind };
}

function removed(editor: Editor, key: number): Editor {
  const at = editor.boxes.findIndex((box) => box.key === key);
  if (at < 0) return editor;
  const boxes = editor.boxes.filter((box) => box.key !== key);
  const neighbour = boxes[Math.min(at, boxes.length - 1)]?.key ?? null;
  return { ...remembered(editor, boxes, null), selected: neighbour };
}

/** The editor with other boxes; what was there can be undone to. */
function remembered(editor: Editor, boxes: readonly Box[], gesture: string | null): Editor {
  const goesOn = gesture !== null && gesture === editor.gesture;
  const past = goesOn ? editor.past : [...editor.past, editor.boxes].slice(-UNDO_MOST);
  return { ...editor, boxes, past, future: [], gesture };
}

function travelled(
  editor: Editor,
  from: Editor["past"],
  to: Editor["past"],
  back: boolean,
): Editor {
  const boxes = from[from.length - 1];
  if (!boxes) return editor;
  const [rest, kept] = [from.slice(0, -1), [...to, editor.boxes]];
  const selected = boxes.some((box) => box.key === editor.selected) ? editor.selected : null;
  const [past, future] = back ? [rest, kept] : [kept, rest];
  return { ...editor, boxes, selected, past, future, gesture: null };
}

function replaced(boxes: readonly Box[], by: Box): Box[] {
  return boxes.map((box) => (box.key === by.key ? by : box));
}

function sameBox(a: Rectangle, b: Rectangle): boolean {
  return a.x === b.x && a.y === b.y && a.height === b.height && a.width === b.width;
}
