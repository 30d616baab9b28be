import { useEffect, useState } from "preact/hooks";
import type { Hex } from "viem";
import { announce } from "../app/announce";
import { explain } from "../chain/explain";
import { useWallet } from "../wallet/wallet";
import { castVote, signVote, voteCost } from "./actions";
import { encodeBitmap } from "./bitmap";
import { castVotes } from "./cast-votes";
import type { Batch } from "./dataset";
import type { DraftPlace } from "./draft";
import { suggestion } from "./review";
import { voteAll } from "./selection";
import { leaveVote } from "./server-review";
import { keepSigned } from "./signed-votes-kept";
import type { Loaded } from "./use-dataset";
import { type Ballot, drafts } from "./use-votes";

interface Props {
  readonly loaded: Loaded;
  readonly batch: Batch;
  readonly ballot: Ballot;
  readonly proof: readonly Hex[];
  readonly busy: boolean;
  readonly act: (work: () => Promise<string>) => Promise<void>;
  readonly place: DraftPlace;
}

/** The visitor's marks in numbers, all at once, and how to hand them in. */
export function VoteBar({ loaded, batch, ballot, proof, busy, act, place }: Props) {
  const { account } = useWallet();
  const { selection, change, kept } = ballot;
  const valid = selection.valid.filter(Boolean).length;
  const cost = useCost(loaded, batch, selection.valid, proof);
  const { address } = loaded.dataset;
  const inReview = loaded.review.batches.find(({ id }) => id === batch.id);

  const cast = async (): Promise<string> => {
    const bitmap = encodeBitmap(selection.valid);
    // Before it is sent: the chain counts a vote at once, but names who cast it only later.
    castVotes.keep(place, bitmap);
    const done = await castVote(address, batch.id, account!, bitmap, proof);
    drafts.drop(place);
    return done;
  };
  const sign = async (): Promise<string> => {
    const vote = await signVote(
      {
        chainId: place.chainId,
        dataset: address,
        batchId: batch.id,
        validator: account!,
        bitmap: encodeBitmap(selection.valid),
        deadline: batch.closesAt,
      },
      proof,
    );
    keepSigned(vote);
    announce("Signed; leaving it with the server …");
    try {
      await leaveVote(vote);
    } catch (error) {
      const reason = explain(error);
      return `Signed and kept here, but the server did not take it: ${reason} Save it as a file below.`;
    }
    return "Signed and left with the server. Anyone can hand it in now, at no cost to you.";
  };

  const all = (mark: (record: number) => boolean) => () =>
    change(
      voteAll(
        selection,
        selection.valid.map((_, record) => mark(record)),
      ),
    );
  const suggested = inReview ? suggestion(loaded.review, inReview) : [];

  return (
    <div class="vote-bar" role="group" aria-label="Your vote">
      <p aria-live="polite" data-testid="counts">
        <strong>{valid}</strong> valid, <strong>{batch.count - valid}</strong> not valid
        {!kept && ". This browser keeps no drafts: a reload loses your marks"}
      </p>
      <div class="buttons">
        <button type="button" onClick={all((record) => suggested[record] ?? false)}>
          Accept all but flagged
        </button>
        <button type="button" onClick={all(() => true)}>
          Accept all
        </button>
        <button type="button" onClick={all(() => false)}>
          Accept none
        </button>
      </div>
      {account === null ? (
        <p class="muted">Connect a wallet to vote; your marks stay.</p>
      ) : (
        <div class="buttons">
          <button type="button" class="primary" disabled={busy} onClick={() => void act(cast)}>
            Vote by transaction
          </button>
          <button type="button" disabled={busy} onClick={() => void act(sign)}>
            Sign the vote, without gas
          </button>
          <span class="muted" data-testid="cost">
            {cost && `A transaction costs ${cost}.`} A vote cannot be taken back.
          </span>
        </div>
      )}
    </div>
  );
}

/** What the vote costs, asked once the marks have rested; null while it is not known. */
function useCost(
  { dataset }: Loaded,
  batch: Batch,
  valid: readonly boolean[],
  proof: readonly Hex[],
): string | null {
  const { account, chainId } = useWallet();
  const [cost, setCost] = useState<string | null>(null);
  useEffect(() => {
    if (account === null) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      void voteCost(dataset.address, batch.id, valid, proof)
        .catch(() => null) // why it would fail is said when the visitor votes
        .then((text) => !stop.signal.aborted && setCost(text));
    }, 600);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [account, chainId, dataset, batch.id, valid, proof]);
  return account === null ? null : cost;
}
