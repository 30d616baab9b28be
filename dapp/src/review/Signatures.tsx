import { useEffect, useState } from "preact/hooks";
import { announceError } from "../app/announce";
import { reader } from "../chain/client";
import { explain } from "../chain/explain";
import { Hex } from "../ui/Hex";
import { useWallet } from "../wallet/wallet";
import { handIn } from "./actions";
import { type Sorted, sortVotes, voteInWords } from "./collected-votes";
import type { Batch } from "./dataset";
import type { DraftPlace } from "./draft";
import { DATASET_SENTENCES } from "./sentences";
import { leftVotes } from "./server-review";
import { type SignedVote, VoteFormatError, readVotesFile, votesFile } from "./signed-vote";
import { keptVotes } from "./signed-votes-kept";
import type { Loaded } from "./use-dataset";
import { type Votes, isSigned, readOwnVote } from "./votes";
import { plural } from "./words";

interface Props {
  readonly loaded: Loaded;
  readonly batch: Batch;
  readonly votes: Votes;
  readonly busy: boolean;
  readonly act: (work: () => Promise<string>) => Promise<void>;
  readonly place: DraftPlace;
}

/** Votes that validators signed: from the server, from files, from this browser; handed in
 * together in one transaction by whoever pays its gas. */
export function Signatures({ loaded, batch, votes, busy, act, place }: Props) {
  const { account } = useWallet();
  const [opened, setOpened] = useState<readonly SignedVote[]>([]);
  const sorted = useCollected({ loaded, batch, votes, place, opened, busy });
  const { address } = loaded.dataset;

  const onFiles = async (input: HTMLInputElement): Promise<void> => {
    const found: SignedVote[] = [];
    const files = [...(input.files ?? [])];
    input.value = ""; // the same file can be chosen again
    for (const file of files) {
      try {
        found.push(...readVotesFile(await file.text()));
      } catch (error) {
        if (!(error instanceof VoteFormatError)) throw error;
        announceError(`${file.name} holds no signed votes: ${error.message}.`);
      }
    }
    if (found.length > 0) setOpened((before) => [...before, ...found]);
  };

  const ready = sorted?.ready ?? [];
  const left = sorted?.left ?? [];
  const all = [...ready, ...left.map(({ vote }) => vote)];
  return (
    <section class="signatures" aria-labelledby="signatures-title">
      <h3 id="signatures-title">Signed votes</h3>
      <p class="muted">
        Votes that their validators signed without gas. Anyone can hand them in together.
      </p>
      {sorted === null && <p class="muted">Looking for signed votes …</p>}
      {sorted !== null && all.length === 0 && <p>There are none yet.</p>}
      <ul data-testid="signed-votes">
        {ready.map((vote) => (
          <li key={vote.validator}>
            <Hex value={vote.validator} />: {voteInWords(vote, batch.count)}, ready
          </li>
        ))}
        {left.map(({ vote, reason }, at) => (
          <li key={`${vote.validator}${at}`} class="muted">
            <Hex value={vote.validator} />: left out, {reason}
          </li>
        ))}
      </ul>
      <div class="buttons">
        <button
          type="button"
          class="primary"
          disabled={busy || ready.length === 0 || account === null}
          onClick={() => void act(() => handIn(address, batch.id, ready))}
        >
          Hand in {plural(ready.length, "signed vote")}
        </button>
        {all.length > 0 && <SaveButton votes={all} name={`votes-batch-${batch.id}.json`} />}
        <label class="file">
          Open files of signed votes{" "}
          <input
            type="file"
            accept=".json,application/json"
            multiple
            onChange={(event) => void onFiles(event.currentTarget)}
          />
        </label>
      </div>
    </section>
  );
}

function SaveButton({ votes, name }: { votes: readonly SignedVote[]; name: string }) {
  const save = (): void => {
    const url = URL.createObjectURL(new Blob([votesFile(votes)], { type: "application/json" }));
    const link = Object.assign(document.createElement("a"), { href: url, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };
  return (
    <button type="button" onClick={save}>
      Save as a file
    </button>
  );
}

interface Collected extends Omit<Props, "act"> {
  readonly opened: readonly SignedVote[];
}

/** All signed votes that are known, sorted into those that the contract takes and the others. */
function useCollected({ loaded, batch, votes, place, opened, busy }: Collected): Sorted | null {
  const [sorted, setSorted] = useState<(Sorted & { id: number }) | null>(null);
  const { dataset, snapshot } = loaded;
  const { chainId } = place;
  useEffect(() => {
    if (busy) return; // what is signed or handed in now is seen afterwards
    const stop = new AbortController();
    void (async () => {
      try {
        const kept = keptVotes(chainId, dataset.address, batch.id);
        const left = await leftVotes(dataset.address, batch.id).catch(() => []);
        const collected = [...unique([...kept, ...left]), ...opened];
        const found = await sortCollected(loaded, batch, votes, chainId, collected);
        if (!stop.signal.aborted) setSorted({ ...found, id: batch.id });
      } catch (error) {
        if (!stop.signal.aborted) announceError(explain(error, DATASET_SENTENCES));
      }
    })();
    return () => stop.abort();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the votes are the snapshot's
  }, [dataset, snapshot, batch.id, votes, chainId, opened, busy]);
  return sorted?.id === batch.id ? sorted : null;
}

async function sortCollected(
  { dataset, snapshot }: Loaded,
  batch: Batch,
  votes: Votes,
  chainId: number,
  collected: readonly SignedVote[],
): Promise<Sorted> {
  const { client } = reader();
  const voted = new Set<string>();
  const unsigned: SignedVote[] = [];
  for (const vote of collected) {
    if (vote.batchId !== batch.id) continue;
    const own = await readOwnVote(
      client,
      dataset.address,
      batch,
      votes,
      vote.validator,
      vote.proof,
    );
    if (own) voted.add(vote.validator);
    else if (!(await isSigned(client, vote))) unsigned.push(vote);
  }
  const { ready, left } = sortVotes(
    collected.filter((vote) => !unsigned.includes(vote)),
    {
      chainId,
      dataset: dataset.address,
      batchId: batch.id,
      count: batch.count,
      contributor: batch.contributor,
      room: dataset.rules.votesNeeded - batch.votes,
      now: snapshot.now,
      hasVoted: (validator) => voted.has(validator),
    },
  );
  const refused = unsigned.map((vote) => ({ vote, reason: "its validator did not sign it" }));
  return { ready, left: [...left, ...refused] };
}

/** A vote that is kept here and left with the server is one. */
function unique(votes: readonly SignedVote[]): SignedVote[] {
  return [...new Map(votes.map((vote) => [vote.signature, vote])).values()];
}
