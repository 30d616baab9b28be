import { describe, expect, it } from "vitest";
import { annotationsOf, type Editor, hasRoom, openEditor, type Step, step } from "./editor";
import { type Press, stepOf } from "./keys";

const image = { width: 100, height: 80 };
const box = { x: 10, y: 20, height: 30, width: 40 };
const after = (steps: Step[], editor: Editor = openEditor(image, 3)): Editor =>
  steps.reduce(step, editor);
const add: Step = { type: "add", box };

describe("the editor", () => {
  it("adds boxes of the chosen class up to the most and selects them", () => {
    const one = after([{ type: "classify", key: null, class: 2 }, add]);
    expect(annotationsOf(one)).toEqual([{ ...box, class: 2 }]);
    expect(one.selected).toBe(one.boxes[0]!.key);
    const full = after([add, add, add, add]);
    expect(full.boxes).toHaveLength(3);
    expect(hasRoom(full)).toBe(false);
  });

  it("undoes and redoes each step, and forgets the redo after another step", () => {
    const steps: Step[] = [
      add,
      { type: "move", key: 0, by: { x: 5, y: 0 } },
      { type: "classify", key: 0, class: 1 },
      { type: "grow", key: 0, by: { x: 0, y: 9 } },
      { type: "remove", key: 0 },
    ];
    let editor = openEditor(image, 3);
    const seen = [editor.boxes];
    for (const one of steps) seen.push((editor = step(editor, one)).boxes);
    for (let at = steps.length - 1; at >= 0; --at) {
      editor = step(editor, { type: "undo" });
      expect(editor.boxes).toEqual(seen[at]);
    }
    expect(step(editor, { type: "undo" })).toBe(editor);
    for (let at = 1; at < seen.length; ++at) {
      editor = step(editor, { type: "redo" });
      expect(editor.boxes).toEqual(seen[at]);
    }
    expect(step(editor, { type: "redo" })).toBe(editor);
    const other = after([{ type: "undo" }, { type: "undo" }, add], editor);
    expect(other.future).toEqual([]);
  });

  it("undoes a drag as one", () => {
    const dragged = after([
      add,
      { type: "move", key: 0, by: { x: 1, y: 0 }, gesture: "drag 1" },
      { type: "move", key: 0, by: { x: 1, y: 0 }, gesture: "drag 1" },
      { type: "move", key: 0, by: { x: 1, y: 0 }, gesture: "drag 2" },
    ]);
    expect(dragged.boxes[0]!.x).toBe(13);
    const back = step(dragged, { type: "undo" });
    expect(back.boxes[0]!.x).toBe(12);
    expect(step(back, { type: "undo" }).boxes[0]!.x).toBe(10);
  });

  it("changes nothing, and remembers nothing, at the border", () => {
    const at = after([{ type: "add", box: { ...box, x: 0 } }]);
    expect(step(at, { type: "move", key: 0, by: { x: -1, y: 0 } })).toBe(at);
    expect(step(at, { type: "remove", key: 9 })).toBe(at);
    expect(step(at, { type: "move", key: 9, by: { x: 1, y: 1 } })).toBe(at);
  });

  it("selects a neighbour when a box is removed", () => {
    const three = after([add, add, add]);
    expect(step(three, { type: "remove", key: 1 }).selected).toBe(2);
    expect(step(three, { type: "remove", key: 2 }).selected).toBe(1);
    expect(after([{ type: "remove", key: 0 }], after([add])).selected).toBeNull();
  });

  it("opens what another tab or an earlier visit drew, within the image and the most", () => {
    const drawn = Array.from({ length: 5 }, () => ({ ...box, x: 999, class: 1 }));
    const editor = openEditor(image, 3, drawn);
    expect(annotationsOf(editor)).toEqual(Array(3).fill({ ...box, x: 60, class: 1 }));
    const more = after([{ type: "remove", key: 0 }, add], editor);
    expect(new Set(more.boxes.map(({ key }) => key)).size).toBe(3);
  });
});

describe("what another tab drew", () => {
  it("is shown, and what was here can be undone to", () => {
    const here = after([add]);
    const other = { ...box, x: 1, class: 3 };
    const shown = step(here, { type: "load", annotations: [other] });
    expect(annotationsOf(shown)).toEqual([other]);
    expect(annotationsOf(step(shown, { type: "undo" }))).toEqual(annotationsOf(here));
    const keys = [...here.boxes, ...shown.boxes].map(({ key }) => key);
    expect(new Set(keys).size).toBe(2);
  });
});

describe("the keyboard", () => {
  const press = (key: string, held: Partial<Press> = {}): Press => ({
    key,
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    repeat: false,
    ...held,
  });
  const typed = (presses: Press[], editor = openEditor(image, 3)): Editor =>
    presses.reduce((now, one) => {
      const meant = stepOf(one, now, 2);
      return meant ? step(now, meant) : now;
    }, editor);

  it("adds, moves, resizes, classifies and removes", () => {
    const editor = typed([press("b"), press("ArrowRight"), press("ArrowUp"), press("2")]);
    expect(annotationsOf(editor)).toEqual([{ x: 39, y: 29, height: 20, width: 25, class: 1 }]);
    const wider = typed([press("ArrowRight", { shiftKey: true, repeat: true })], editor);
    expect(wider.boxes[0]!.width).toBe(33);
    const lower = typed([press("ArrowUp", { shiftKey: true })], wider);
    expect(lower.boxes[0]!.height).toBe(19);
    expect(typed([press("Delete")], lower).boxes).toEqual([]);
  });

  it("undoes arrows of a kind as one, and redoes", () => {
    const editor = typed([press("Insert"), ...Array.from({ length: 5 }, () => press("ArrowDown"))]);
    const back = typed([press("z", { ctrlKey: true })], editor);
    expect(back.boxes[0]!.y).toBe(30);
    for (const redo of [
      press("Z", { metaKey: true, shiftKey: true }),
      press("y", { ctrlKey: true }),
    ]) {
      expect(typed([redo], back).boxes[0]!.y).toBe(35);
    }
  });

  it("leaves other keys to the browser", () => {
    const editor = typed([press("b")]);
    for (const one of [
      press("Tab"),
      press("3"),
      press("ArrowLeft", { altKey: true }),
      press("c", { ctrlKey: true }),
      press("0"),
      press("F5"),
    ]) {
      expect(stepOf(one, editor, 2)).toBeNull();
    }
    expect(stepOf(press("Delete"), openEditor(image, 3), 2)).toBeNull();
    expect(stepOf(press("Escape"), editor, 2)).toEqual({ type: "select", key: null });
  });
});
