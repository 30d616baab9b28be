import type { JSX } from "preact";
import { className } from "./box-words";
import type { Box, Editor, Step } from "./editor";
import type { Rectangle } from "./geometry";

interface Props {
  editor: Editor;
  classes: readonly string[];
  dispatch: (step: Step) => void;
}

const SIDES: readonly [keyof Rectangle, string][] = [
  ["x", "from the left"],
  ["y", "from the top"],
  ["width", "width"],
  ["height", "height"],
];

/** The boxes as a table of numbers, for who does not see or point. */
export function BoxTable({ editor, classes, dispatch }: Props): JSX.Element | null {
  if (editor.boxes.length === 0) return null;
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label="Boxes in numbers">
      <table class="boxes">
        <caption>Boxes, in pixels of the image</caption>
        <thead>
          <tr>
            <th scope="col">Box</th>
            {SIDES.map(([side, words]) => (
              <th scope="col" key={side}>
                {words}
              </th>
            ))}
            {classes.length > 0 && <th scope="col">class</th>}
            <th scope="col">remove</th>
          </tr>
        </thead>
        <tbody>
          {editor.boxes.map((box, at) => (
            <Row key={box.key} {...{ box, at, editor, classes, dispatch }} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  box,
  at,
  editor,
  classes,
  dispatch,
}: Props & { box: Box; at: number }): JSX.Element {
  const most: Record<keyof Rectangle, number> = {
    x: editor.image.width - 1,
    y: editor.image.height - 1,
    width: editor.image.width,
    height: editor.image.height,
  };
  const change = (side: keyof Rectangle, text: string): void => {
    const value = Number(text);
    if (text === "" || !Number.isFinite(value)) return;
    dispatch({ type: "set", key: box.key, box: { ...box, [side]: value } });
  };
  return (
    <tr class={box.key === editor.selected ? "selected" : ""}>
      <th scope="row">{at + 1}</th>
      {SIDES.map(([side, words]) => (
        <td key={side}>
          <input
            type="number"
            inputMode="numeric"
            aria-label={`Box ${at + 1}, ${words}`}
            min={side === "x" || side === "y" ? 0 : 1}
            max={most[side]}
            value={box[side]}
            onChange={(event) => change(side, event.currentTarget.value)}
          />
        </td>
      ))}
      {classes.length > 0 && (
        <td>
          <select
            aria-label={`Box ${at + 1}, class`}
            value={String(box.class)}
            onChange={(event) =>
              dispatch({ type: "classify", key: box.key, class: Number(event.currentTarget.value) })
            }
          >
            {classes.map((_, number) => (
              <option key={number} value={String(number)}>
                {className(number, classes)}
              </option>
            ))}
          </select>
        </td>
      )}
      <td>
        <button
          type="button"
          aria-label={`Remove box ${at + 1}`}
          onClick={() => dispatch({ type: "remove", key: box.key })}
        >
          ×
        </button>
      </td>
    </tr>
  );
}
