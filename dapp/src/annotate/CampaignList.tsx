import type { Hex } from "viem";
import { callAll } from "../api/client";
import { linkTo } from "../app/route";
import { Trouble } from "../ui/Trouble";
import { useTask } from "../ui/use-task";
import { type Phase, TITLES } from "./phases";

interface Listed {
  address: Hex;
  description: { name: string; objective: string; keywords: string[] } | null;
  terms: { image_count: number; annotators: number; sealed_plays: boolean };
  phase: Phase;
  progress: { handed_in: number };
}

/** All campaigns, those that can be played first. */
export function CampaignList() {
  const { value, problem, busy, again } = useTask("campaigns", (signal) =>
    callAll<Listed>("/campaigns", signal),
  );
  const ordered = [...(value ?? [])]
    .reverse()
    .sort((a, b) => Number(isOver(a)) - Number(isOver(b)));
  return (
    <>
      <div>
        <h1>Annotate</h1>
        <p class="muted">
          Draw boxes on images that others pay for. Each campaign gives you a random image; the
          nearer your boxes are to what players agree on, the more you get.
        </p>
      </div>
      <Trouble {...{ problem, again }} />
      {busy && !value && <p class="muted">Loading …</p>}
      {value?.length === 0 && <p class="note">No campaign is open on this network yet.</p>}
      <ul class="plain campaigns">
        {ordered.map(({ address, description, terms, phase, progress }) => (
          <li key={address} class="card">
            <h2>
              <a href={linkTo("annotate", address)}>
                {description?.name ?? "A campaign without a name"}
              </a>
            </h2>
            <p>{description?.objective}</p>
            <p class="row small muted">
              <span class={phase === "play" ? "tag good" : "tag"}>{TITLES[phase]}</span>
              <span>
                {progress.handed_in} of {terms.image_count * terms.annotators} plays on{" "}
                {terms.image_count} images
              </span>
              <span>{terms.sealed_plays ? "sealed" : "open"} plays</span>
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}

const isOver = ({ phase }: Listed): boolean => phase !== "play";
