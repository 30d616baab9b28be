import type { Editor, Step } from "./editor";

/** A key as the browser tells it. */
export interface Press {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  /** Whether the key is held down. */
  readonly repeat: boolean;
}

const ARROWS: Record<string, { x: number; y: number }> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** Pixels that a held arrow key goes at a time. */
const STRIDE = 8;

/** The step that a key means in the editor; null if it means nothing there.
 * Arrows move the selected box, with Shift they resize it; Delete removes it; Insert or B adds one;
 * digits choose the class, from 1; Escape lets go; Ctrl+Z undoes, Ctrl+Shift+Z and Ctrl+Y redo. */
export function stepOf(press: Press, editor: Editor, classes: number): Step | null {
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  if (press.ctrlKey || press.metaKey) {
    if (press.altKey) return null;
    if (key === "z") return { type: press.shiftKey ? "redo" : "undo" };
    return key === "y" ? { type: "redo" } : null;
  }
  if (press.altKey) return null;
  if (key === "Insert" || key === "b") return { type: "add" };
  if (/^[1-9]$/.test(key) && Number(key) <= classes) {
    return { type: "classify", key: editor.selected, class: Number(key) - 1 };
  }
  if (editor.selected === null) return null;
  if (key === "Delete" || key === "Backspace") return { type: "remove", key: editor.selected };
  if (key === "Escape") return { type: "select", key: null };
  const arrow = ARROWS[key];
  if (!arrow) return null;
  const stride = press.repeat ? STRIDE : 1;
  const by = { x: arrow.x * stride, y: arrow.y * stride };
  const type = press.shiftKey ? "grow" : "move";
  return { type, key: editor.selected, by, gesture: `${type} ${editor.selected}` };
}
