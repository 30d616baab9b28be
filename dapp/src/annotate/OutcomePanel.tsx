import { useEffect, useState } from "preact/hooks";
import type { Hex } from "viem";
import { reader } from "../chain/client";
import { explain } from "../chain/explain";
import { Trouble } from "../ui/Trouble";
import { useTask } from "../ui/use-task";
import { type Campaign, imagesHad, readImagePlays } from "./campaign-reader";
import { cluster } from "./clustering";
import { fetchShown, findImage, revokeLater, type Shown } from "./image";
import { OutcomePicture } from "./OutcomePicture";
import { outcomeOf } from "./outcome";

interface Props {
  campaign: Campaign;
  /** Whose boxes stand out; null: nobody's. */
  account: Hex | null;
}

/** What became of the images: the visitor's own first. */
export function OutcomePanel({ campaign, account }: Props) {
  const task = useTask(`${campaign.address} ${account}`, async (): Promise<number[]> =>
    account ? imagesHad(reader().client, campaign, account) : [],
  );
  const [chosen, setChosen] = useState<number | null>(null);
  const had = task.value;
  if (!had) return <Trouble problem={task.problem} again={task.again} />;
  const image = chosen ?? had[0] ?? 0;
  const isOwn = had.includes(image);
  return (
    <section class="card stack" aria-labelledby="outcome">
      <h2 id="outcome">What became of the images</h2>
      <div class="row">
        <label>
          Image{" "}
          <input
            type="number"
            min={0}
            max={campaign.terms.imageCount - 1}
            value={image}
            onChange={(event) => {
              const number = Number(event.currentTarget.value);
              if (Number.isInteger(number) && number >= 0 && number < campaign.terms.imageCount) {
                setChosen(number);
              }
            }}
          />
        </label>
        {had.slice(0, 24).map((one) => (
          <button
            type="button"
            key={one}
            aria-pressed={one === image}
            aria-label={`Image ${one}, which you had`}
            onClick={() => setChosen(one)}
          >
            {one}
          </button>
        ))}
        {isOwn && <span class="tag">you had this image</span>}
      </div>
      <OneImage key={image} {...{ campaign, account, image }} />
    </section>
  );
}

function OneImage({ campaign, account, image }: Props & { image: number }) {
  const { address, terms, settledImages } = campaign;
  const { distance, confirmation } = terms;
  // The page computes the clusters itself: the contract's rule on the contract's plays.
  const task = useTask(
    `${address} ${account}`,
    async () => {
      const found = await readImagePlays(reader().client, address, image);
      const clustering = cluster(found.plays, distance, confirmation);
      return { status: found.status, outcome: outcomeOf(found, clustering, account) };
    },
    `${settledImages} ${campaign.phase}`,
  );
  const picture = useTask(address, async (): Promise<Shown | string> => {
    try {
      return await fetchShown(await findImage(campaign, image));
    } catch (error) {
      return explain(error);
    }
  }).value;
  const source = picture && typeof picture !== "string" ? picture.source : undefined;
  useEffect(() => revokeLater(source), [source]);
  if (!task.value && task.problem !== null) {
    return <Trouble problem={task.problem} again={task.again} />;
  }
  if (!task.value || picture === null) return <p class="muted">Reading the chain …</p>;
  const { status, outcome } = task.value;
  return (
    <>
      <p>{WORDS[status]}</p>
      {typeof picture === "string" && <p class="note warn">The image is not shown: {picture}</p>}
      <OutcomePicture
        outcome={outcome}
        shown={typeof picture === "string" ? null : picture}
        classes={campaign.description.classes}
      />
    </>
  );
}

const WORDS = {
  waiting: "Nobody's play on this image was revealed, so there is nothing to settle.",
  revealed: "This image is to be settled. What follows is what the rule makes of its plays.",
  settled: "This image is settled; its scores count when its review is over.",
  counted: "This image is settled, and its scores count.",
  rejected: "This image was rejected or given up; its plays count for nothing.",
};
