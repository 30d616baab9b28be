import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Box, type Editor, hasRoom, type Step } from "./editor";
import {
  between,
  type Handle,
  HANDLES,
  onImage,
  type Point,
  type Rectangle,
  resized,
} from "./geometry";
import { colourOf, inWords } from "./box-words";

/** What a pointer that is down does. */
type Drag =
  | { kind: "draw"; from: Point; key: number | null; gesture: string }
  | { kind: "move"; box: Box; from: Point; gesture: string }
  | { kind: "resize"; box: Box; handle: Handle; gesture: string };

interface Props {
  editor: Editor;
  /** Where the image is: a URL of this page. */
  source: string;
  label: string;
  classes: readonly string[];
  /** How much larger than the room for it the image is shown. */
  zoom: number;
  dispatch: (step: Step) => void;
}

/** Pixels of the screen that a pointer has to go before it draws a box. */
const SLACK = 4;
let gestures = 0;

/** The image with its boxes, which are drawn, moved and resized by mouse, pen or finger. A second
 * finger ends a box and zooms: `touch-action: pinch-zoom` leaves that gesture to the browser. */
export function Stage({ editor, source, label, classes, zoom, dispatch }: Props): JSX.Element {
  const overlay = useRef<SVGSVGElement>(null);
  const drag = useRef<{ pointer: number; start: Point; on: Drag } | null>(null);
  const [scale, setScale] = useState(1);
  const { image } = editor;

  useEffect(() => {
    const svg = overlay.current!;
    const measure = (): void => setScale(svg.clientWidth / image.width || 1);
    const observer = new ResizeObserver(measure);
    observer.observe(svg);
    measure();
    return () => observer.disconnect();
  }, [image.width, zoom]);

  const pointOf = (event: PointerEvent): Point => {
    const shown = overlay.current!.getBoundingClientRect();
    return onImage({ x: event.clientX, y: event.clientY }, shown, image);
  };

  const begin = (event: PointerEvent, make: (from: Point, gesture: string) => Drag | null) => {
    if (event.button !== 0 || !event.isPrimary || drag.current) return;
    event.stopPropagation();
    const on = make(pointOf(event), `drag ${++gestures}`);
    if (!on) return;
    drag.current = { pointer: event.pointerId, start: { x: event.clientX, y: event.clientY }, on };
    overlay.current!.setPointerCapture(event.pointerId);
  };

  const drawn = (event: PointerEvent): void => {
    const active = drag.current;
    if (active?.pointer !== event.pointerId) return;
    const { on, start } = active;
    const at = pointOf(event);
    const gone = Math.hypot(event.clientX - start.x, event.clientY - start.y);
    if (on.kind === "draw") {
      if (on.key === null && gone < SLACK) return;
      const box = between(on.from, at, image);
      if (on.key === null) {
        on.key = editor.nextKey;
        dispatch({ type: "add", box, gesture: on.gesture });
      } else {
        dispatch({ type: "set", key: on.key, box, gesture: on.gesture });
      }
      return;
    }
    const box: Rectangle =
      on.kind === "resize"
        ? resized(on.box, on.handle, at, image)
        : { ...on.box, x: on.box.x + at.x - on.from.x, y: on.box.y + at.y - on.from.y };
    dispatch({ type: "set", key: on.box.key, box, gesture: on.gesture });
  };

  const end = (event: PointerEvent): void => {
    if (drag.current?.pointer !== event.pointerId) return;
    const { on } = drag.current;
    drag.current = null;
    // The browser took the pointer, to zoom or to scroll: what it had drawn so far was not meant.
    if (event.type === "pointercancel" && editor.gesture === on.gesture) {
      dispatch({ type: "undo" });
    }
  };

  const selected = editor.boxes.find(({ key }) => key === editor.selected);
  return (
    <div class="stage-scroll" tabIndex={0} role="region" aria-label="The image, to be scrolled">
      <div
        class="stage"
        style={{
          width: `${100 * zoom}%`,
          maxWidth: `${(78 * zoom * image.width) / image.height}vh`,
        }}
      >
        <img src={source} alt={label} width={image.width} height={image.height} draggable={false} />
        <svg
          ref={overlay}
          role="group"
          aria-label={`Boxes on the image, ${editor.boxes.length} of at most ${editor.most}`}
          viewBox={`0 0 ${image.width} ${image.height}`}
          preserveAspectRatio="none"
          data-testid="stage"
          onPointerDown={(event) =>
            begin(event, (from, gesture) => {
              dispatch({ type: "select", key: null });
              return hasRoom(editor) ? { kind: "draw", from, key: null, gesture } : null;
            })
          }
          onPointerMove={drawn}
          onPointerUp={end}
          onPointerCancel={end}
        >
          {editor.boxes.map((box, at) => (
            <g key={box.key} class={box.key === editor.selected ? "box selected" : "box"}>
              <rect
                class="halo"
                x={box.x}
                y={box.y}
                width={box.width}
                height={box.height}
                aria-hidden="true"
              />
              <rect
                class="edge"
                x={box.x}
                y={box.y}
                width={box.width}
                height={box.height}
                stroke={colourOf(box.class)}
                tabIndex={0}
                role="button"
                aria-pressed={box.key === editor.selected}
                aria-label={inWords(box, at, classes)}
                data-key={box.key}
                onFocus={() => dispatch({ type: "select", key: box.key })}
                onPointerDown={(event) =>
                  begin(event, (from, gesture) => {
                    dispatch({ type: "select", key: box.key });
                    return { kind: "move", box, from, gesture };
                  })
                }
              />
            </g>
          ))}
          {selected && (
            <Handles
              box={selected}
              size={12 / scale}
              reach={32 / scale}
              onGrab={(event, handle) =>
                begin(event, (_, gesture) => ({ kind: "resize", box: selected, handle, gesture }))
              }
            />
          )}
        </svg>
      </div>
    </div>
  );
}

interface HandlesProps {
  box: Box;
  size: number;
  /** Of what a finger hits. */
  reach: number;
  onGrab: (event: PointerEvent, handle: Handle) => void;
}

/** What a box is resized by. The keyboard has Shift and the arrows for it. */
function Handles({ box, size, reach, onGrab }: HandlesProps): JSX.Element {
  const square = (handle: Handle, side: number, name: string): JSX.Element => {
    const x = box.x + box.width * part(handle, "w", "e") - side / 2;
    const y = box.y + box.height * part(handle, "n", "s") - side / 2;
    const place = { x, y, width: side, height: side };
    return (
      <rect
        class={`${name} ${handle}`}
        {...place}
        onPointerDown={(event) => onGrab(event, handle)}
      />
    );
  };
  return (
    <g aria-hidden="true">
      {HANDLES.map((handle) => (
        <g key={handle}>
          {square(handle, size, "grip")}
          {square(handle, Math.min(reach, Math.max(size, (box.width + box.height) / 6)), "reach")}
        </g>
      ))}
    </g>
  );
}

function part(handle: Handle, low: string, high: string): number {
  if (handle.includes(low)) return 0;
  return handle.includes(high) ? 1 : 0.5;
}
