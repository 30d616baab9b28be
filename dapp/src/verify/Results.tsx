import type { Hex } from "viem";
import { useEffect } from "preact/hooks";
import { api } from "../api/client";
import type { ImageAnswer, Match, ModelUse } from "../api/types";
import { announce } from "../app/announce";
import { useTask } from "../ui/use-task";
import { Finding } from "./Finding";

/** What the server found for an image's hashes, one entry for each dataset. */
interface Found {
  matches: { match: Match; times: number }[];
  models: ModelUse[];
  block: number;
}

export function Results({ digests }: { digests: readonly Hex[] }) {
  const { value, problem, busy, again } = useTask(digests.join(), async (signal) =>
    merge(await Promise.all(digests.map((digest) => api.image(digest, signal)))),
  );
  const count = value?.matches.length;
  useEffect(() => {
    if (count === 0) announce("This image is in no dataset that the server knows.");
    else if (count !== undefined) announce(`Found in ${datasets(count)}.`);
  }, [count]);

  if (problem) {
    return (
      <section class="card stack">
        <p class="note bad">{problem}</p>
        <div>
          <button type="button" onClick={() => void again()}>
            Try again
          </button>
        </div>
      </section>
    );
  }
  if (!value) return <p class="muted">{busy ? "Looking it up …" : ""}</p>;
  if (value.matches.length === 0) {
    return (
      <section class="card">
        <h2>In no dataset</h2>
        <p>
          No registered dataset that this server knows has this image, as of block {value.block}.
        </p>
        <p class="muted">
          That does not show that it was never used: an image that was resized, cropped or saved
          again with loss has other hashes.
        </p>
      </section>
    );
  }
  return (
    <div class="stack">
      <p class="muted small">
        Found in {datasets(value.matches.length)}, as of block {value.block}. What the server says
        is checked here against the chain.
      </p>
      {value.matches.map(({ match, times }) => (
        <Finding
          key={match.dataset + match.leaf.content_hash}
          match={match}
          times={times}
          models={value.models.filter(({ through }) => through === match.dataset)}
        />
      ))}
    </div>
  );
}

function datasets(count: number): string {
  return count === 1 ? "one dataset" : `${count} datasets`;
}

/** The answers for both hashes as one; an image that a dataset has several times is told once. */
function merge(answers: readonly ImageAnswer[]): Found {
  const matches = new Map<string, { match: Match; times: number }>();
  const models = new Map<string, ModelUse>();
  for (const answer of answers) {
    for (const match of answer.matches) {
      const key = match.dataset + match.leaf.content_hash;
      const known = matches.get(key);
      if (known) known.times++;
      else matches.set(key, { match, times: 1 });
    }
    for (const model of answer.models) models.set(model.id + model.through, model);
  }
  return {
    matches: [...matches.values()],
    models: [...models.values()],
    block: Math.min(...answers.map(({ chain }) => chain.block)),
  };
}
