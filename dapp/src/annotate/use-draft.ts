import { useEffect, useReducer, useRef } from "preact/hooks";
import { announce, announceError } from "../app/announce";
import { explain } from "../chain/explain";
import type { Annotation } from "./annotation";
import { annotationsOf, type Editor, openEditor, type Step, step } from "./editor";
import type { Size } from "./geometry";
import { type Draft, onOtherTab, type Owner, readDraft, writeDraft } from "./store";

const textOf = (annotations: readonly Annotation[]): string =>
  JSON.stringify(annotations.map((one) => [one.x, one.y, one.height, one.width, one.class]));

/** An editor whose boxes are kept with each step, so that a reload loses none, and which follows
 * what another tab draws on the same image. */
export function useDraft(
  owner: Owner,
  image: number,
  size: Size,
  most: number,
  draft: Draft,
): [Editor, (step: Step) => void] {
  const [editor, dispatch] = useReducer(step, null, () =>
    openEditor(size, most, draft.annotations),
  );
  const kept = useRef({ text: textOf(draft.annotations), revision: draft.revision });
  const current = useRef<readonly Annotation[]>([]);
  const writing = useRef(false);
  current.current = annotationsOf(editor);

  const take = (there: Draft): void => {
    kept.current = { text: textOf(there.annotations), revision: there.revision };
    if (textOf(current.current) === kept.current.text) return;
    current.current = there.annotations;
    dispatch({ type: "load", annotations: there.annotations });
    announce("Another tab changed the boxes; they are shown. Undo brings yours back.");
  };

  const write = async (): Promise<void> => {
    if (writing.current) return;
    writing.current = true;
    try {
      while (textOf(current.current) !== kept.current.text) {
        const drawn = current.current;
        const there = await writeDraft(owner, image, drawn, kept.current.revision);
        if (there.annotations !== drawn) {
          take(there);
          return;
        }
        kept.current = { text: textOf(drawn), revision: there.revision };
      }
    } catch (error) {
      announceError(explain(error));
    } finally {
      writing.current = false;
    }
  };

  useEffect(() => {
    void write();
    // What is drawn is read when it is written.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [editor.boxes]);

  useEffect(
    () =>
      onOtherTab(() => {
        readDraft(owner, image)
          .then((there) => {
            if (there.revision > kept.current.revision) take(there);
          })
          .catch(() => undefined); // the next message brings it
      }),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [image, owner.chainId, owner.campaign, owner.player],
  );
  return [editor, dispatch];
}
