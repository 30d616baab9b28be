import type { Ref } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { explain } from "../chain/explain";
import { Trouble } from "../ui/Trouble";
import { useTask } from "../ui/use-task";
import { giveBack, handIn } from "./actions";
import { BoxEditor } from "./BoxEditor";
import type { Campaign } from "./campaign-reader";
import { annotationsOf } from "./editor";
import { type CampaignImage, fetchShown, findImage, revokeLater, type Shown, show } from "./image";
import { moment } from "./phases";
import { type Draft, type Owner, readDraft } from "./store";
import type { Doing } from "./use-campaign";
import { useDraft } from "./use-draft";

interface Props {
  campaign: Campaign;
  owner: Owner;
  image: number;
  heldUntil: number;
  doing: Doing;
}

/** The image in hand: fetched and checked, to be annotated, handed in or given back. */
export function HeldImage(props: Props) {
  const { campaign, owner, image, heldUntil, doing } = props;
  const [own, setOwn] = useState<Shown | null>(null);
  const [problem, setProblem] = useState("");
  const asking = useRef<HTMLDialogElement>(null);
  const askGiveBack = () => asking.current?.showModal();
  const { address } = campaign;
  const task = useTask(`${address} ${image} ${owner.player}`, async () => {
    const found = await findImage(campaign, image);
    const [shown, draft] = await Promise.all([fetchShown(found), readDraft(owner, image)]);
    return { found, shown, draft };
  });
  const fetched = task.value && typeof task.value.shown !== "string" ? task.value.shown : null;
  const shown = own ?? fetched;
  const source = shown?.source;
  useEffect(() => revokeLater(source), [source]);
  const choose = async (file: File | undefined): Promise<void> => {
    if (!file || !task.value) return;
    setProblem("");
    try {
      setOwn(await show(task.value.found, file));
    } catch (error) {
      setProblem(explain(error));
    }
  };
  return (
    <section class="card stack" aria-labelledby="held">
      <h2 id="held" tabIndex={-1}>
        Image {image}
      </h2>
      <p class="small muted">You can hand it in until {moment(heldUntil, campaign.time)}.</p>
      <Trouble problem={task.problem} again={task.again} />
      {task.busy && !task.value && <p class="muted">Fetching the image …</p>}
      {task.value && !shown && (
        <div class="stack">
          <p class="note warn">
            The server does not have this image (
            {typeof task.value.shown === "string" ? task.value.shown : ""}). If you have{" "}
            {task.value.found.path ?? "it"}, choose its file; it is checked and stays with you.
          </p>
          <label>
            Image file{" "}
            <input
              type="file"
              accept="image/*"
              onChange={(event) => void choose(event.currentTarget.files?.[0])}
            />
          </label>
          {problem && (
            <p class="note bad" role="alert">
              {problem}
            </p>
          )}
        </div>
      )}
      {task.value && <Checked found={task.value.found} />}
      {task.value && shown ? (
        <Annotated {...props} {...{ shown, askGiveBack }} draft={task.value.draft} />
      ) : (
        <GiveBackButton {...{ doing, askGiveBack }} />
      )}
      {/* Here, so that the question stays when the image arrives while it is asked. */}
      <GiveBackDialog ref={asking} {...{ image, owner, doing }} />
    </section>
  );
}

/** What of the server's word on the image was checked here. */
function Checked({ found: { index, doubt } }: { found: CampaignImage }) {
  return doubt === null ? (
    <p class="small muted" data-testid="checked">
      Checked here: by the root and the manifest that the chain names, this is image {index}.
    </p>
  ) : (
    <p class="note warn" data-testid="checked">
      The chain&rsquo;s root shows that this image is one of the campaign&rsquo;s, but not that it
      is image {index}: {doubt}.
    </p>
  );
}

function Annotated({
  campaign,
  owner,
  image,
  doing,
  shown,
  draft,
  askGiveBack,
}: Props & { shown: Shown; draft: Draft; askGiveBack: () => void }) {
  const { terms, description } = campaign;
  const [editor, dispatch] = useDraft(owner, image, shown, terms.annotationsPerPlay, draft);
  const count = editor.boxes.length;
  const boxes = `${count} ${count === 1 ? "box" : "boxes"}`;
  const send = (drawNext: boolean) =>
    void doing.run(
      () => handIn(campaign, owner, image, annotationsOf(editor), drawNext),
      `Image ${image} is handed in with ${boxes}.`,
    );
  return (
    <>
      {/* What would be drawn while the boxes are handed in would be lost. */}
      <div inert={doing.busy}>
        <BoxEditor
          editor={editor}
          source={shown.source}
          label={shown.label}
          classes={description.classes}
          dispatch={dispatch}
        />
      </div>
      {count === 0 && (
        <p class="note">No box is a play too: it says that there is nothing to mark.</p>
      )}
      <div class="row">
        <button type="button" class="primary" disabled={doing.busy} onClick={() => send(true)}>
          Hand in {boxes} and draw the next
        </button>
        <button type="button" disabled={doing.busy} onClick={() => send(false)}>
          Hand in and stop
        </button>
        <GiveBackButton {...{ doing, askGiveBack }} />
      </div>
      {terms.sealedPlays && (
        <p class="small muted">
          What you hand in is sealed: what opens it is kept in this browser alone until you reveal
          it. Save the back-up below before you leave this browser.
        </p>
      )}
    </>
  );
}

function GiveBackButton({ doing, askGiveBack }: { doing: Doing; askGiveBack: () => void }) {
  return (
    <button type="button" disabled={doing.busy} onClick={askGiveBack}>
      Give it back
    </button>
  );
}

function GiveBackDialog({
  ref,
  image,
  owner,
  doing,
}: Pick<Props, "image" | "owner" | "doing"> & { ref: Ref<HTMLDialogElement> }) {
  return (
    <dialog ref={ref} aria-labelledby="give-back">
      <p id="give-back">Give image {image} back? You never get it again.</p>
      <form method="dialog" class="row">
        <button
          type="submit"
          class="primary"
          onClick={() =>
            void doing.run(() => giveBack(owner, image), `Image ${image} is given back.`)
          }
        >
          Give it back
        </button>
        <button type="submit">Keep it</button>
      </form>
    </dialog>
  );
}
