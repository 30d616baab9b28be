import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { BoxTable } from "./BoxTable";
import { className } from "./box-words";
import { type Editor, hasRoom, type Step, step } from "./editor";
import { stepOf } from "./keys";
import { Stage } from "./Stage";

interface Props {
  editor: Editor;
  source: string;
  label: string;
  classes: readonly string[];
  dispatch: (step: Step) => void;
}

const ZOOMS = [1, 1.5, 2, 3, 4];

/** The image, its boxes as a picture and as a table, and the tools. */
export function BoxEditor({ editor, source, label, classes, dispatch }: Props): JSX.Element {
  const root = useRef<HTMLDivElement>(null);
  const [zoom, setZoom] = useState(0);

  /** Takes the step and has the keyboard go on where the box is. */
  const take = (one: Step): void => {
    dispatch(one);
    const { selected } = step(editor, one);
    if (one.type !== "add" && one.type !== "remove") return;
    requestAnimationFrame(() => {
      const box = root.current?.querySelector<SVGElement>(`[data-key="${selected}"]`);
      (box ?? root.current?.querySelector<HTMLElement>("[data-add]"))?.focus();
    });
  };

  const pressed = (event: KeyboardEvent): void => {
    // Fields have keys of their own.
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) {
      return;
    }
    const isMove = event.key.startsWith("Arrow") || ["Delete", "Backspace"].includes(event.key);
    if (isMove && !(event.target as Element).hasAttribute("data-key")) return;
    const meant = stepOf(event, editor, classes.length);
    if (!meant) return;
    event.preventDefault();
    take(meant);
  };

  const kind = editor.boxes.find(({ key }) => key === editor.selected)?.class ?? editor.class;
  return (
    <div class="box-editor" ref={root} onKeyDown={pressed}>
      <div class="tools" role="toolbar" aria-label="Boxes">
        <button
          type="button"
          data-add
          disabled={!hasRoom(editor)}
          onClick={() => take({ type: "add" })}
        >
          Add a box
        </button>
        {classes.length > 0 && (
          <label>
            Class{" "}
            <select
              value={String(kind)}
              onChange={(event) =>
                dispatch({
                  type: "classify",
                  key: editor.selected,
                  class: Number(event.currentTarget.value),
                })
              }
            >
              {classes.map((_, number) => (
                <option key={number} value={String(number)}>
                  {className(number, classes)}
                </option>
              ))}
            </select>
          </label>
        )}
        <button
          type="button"
          disabled={editor.selected === null}
          onClick={() => editor.selected !== null && take({ type: "remove", key: editor.selected })}
        >
          Delete
        </button>
        <button
          type="button"
          disabled={editor.past.length === 0}
          onClick={() => dispatch({ type: "undo" })}
        >
          Undo
        </button>
        <button
          type="button"
          disabled={editor.future.length === 0}
          onClick={() => dispatch({ type: "redo" })}
        >
          Redo
        </button>
        <button
          type="button"
          aria-label="Zoom out"
          disabled={zoom === 0}
          onClick={() => setZoom(zoom - 1)}
        >
          −
        </button>
        <button
          type="button"
          aria-label="Zoom in"
          disabled={zoom === ZOOMS.length - 1}
          onClick={() => setZoom(zoom + 1)}
        >
          +
        </button>
      </div>
      <Stage
        editor={editor}
        source={source}
        label={label}
        classes={classes}
        zoom={ZOOMS[zoom]!}
        dispatch={dispatch}
      />
      <p role="status" class="count">
        {editor.boxes.length} of at most {editor.most} boxes
      </p>
      <details>
        <summary>By keyboard and by finger</summary>
        <p>
          <kbd>B</kbd> adds a box in the middle. <kbd>Tab</kbd> goes from box to box, the arrows
          move the one that has the focus, with <kbd>Shift</kbd> they resize it; hold them to go
          faster. <kbd>1</kbd> to <kbd>9</kbd> choose the class, <kbd>Delete</kbd> removes the box,{" "}
          <kbd>Ctrl</kbd>+<kbd>Z</kbd> undoes and <kbd>Ctrl</kbd>+<kbd>Shift</kbd>+<kbd>Z</kbd>{" "}
          redoes. One finger draws, two fingers zoom and scroll.
        </p>
      </details>
      <BoxTable editor={editor} classes={classes} dispatch={take} />
    </div>
  );
}
