import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Hex as HexText } from "viem";
import { reader } from "../chain/client";
import { explain } from "../chain/explain";
import { Hex } from "../ui/Hex";
import { useWallet } from "../wallet/wallet";
import { closeBatch } from "./actions";
import { countBits, decodeBitmap } from "./bitmap";
import { type Batch, DECIDED, UNDER_REVIEW, readBatch } from "./dataset";
import { FieldCards } from "./FieldCards";
import { RecordTable } from "./RecordTable";
import type { Records } from "./records";
import { ReviewNotes } from "./ReviewNotes";
import { Signatures } from "./Signatures";
import { useAct } from "./use-dataset";
import { useBallot, useVotes } from "./use-votes";
import type { Loaded } from "./use-dataset";
import { VoteBar } from "./VoteBar";
import { deadlineInWords, phaseOf, plural, quorumInWords } from "./words";

interface Props {
  readonly loaded: Loaded;
  readonly batch: Batch;
  readonly proof: readonly HexText[];
  readonly reload: () => Promise<void>;
}

const STATES = {
  voting: "takes votes",
  complete: "has all votes and can be closed",
  overdue: "is past its time and can be closed",
  decided: "decided",
  expired: "expired for want of votes",
};

/** A batch: what it is, its records, and what the visitor can do with it. */
export function BatchPanel({ loaded, batch, proof, reload }: Props) {
  const { dataset, snapshot, review } = loaded;
  const { account } = useWallet();
  const { chain } = reader();
  const records = useRecords(loaded, batch);
  const place = { chainId: chain.id, dataset: dataset.address, batchId: batch.id, account };
  const found = useVotes(dataset, batch, snapshot, place, account, proof);
  const ballot = useBallot(place, batch.count);
  const { busy, act } = useAct(reload);
  const { votesNeeded, approvalsNeeded } = dataset.rules;
  const counts = { ...batch, votesNeeded, approvalsNeeded };
  const phase = phaseOf(counts, snapshot.now);
  const isOwn = account !== null && account === batch.contributor;
  const canVote = phase === "voting" && !isOwn && found?.own == null;
  const verdicts = useMemo(() => {
    if (batch.status === DECIDED) {
      return decodeBitmap(batch.outcome, batch.count).map((is) => (is ? "validated" : "discarded"));
    }
    const bitmap = found?.own?.bitmap;
    if (bitmap != null) {
      return decodeBitmap(bitmap, batch.count).map((is) => (is ? "✓ valid" : "– not valid"));
    }
    return null;
  }, [batch.status, batch.outcome, batch.count, found?.own?.bitmap]);

  return (
    <section class="card batch" aria-labelledby="batch-title">
      <h2 id="batch-title">Batch {batch.id}</h2>
      <p>
        {plural(batch.count, "record")} by <Hex value={batch.contributor} />, {STATES[phase]}.
        {isOwn && " You contributed it, so others judge it."}
      </p>
      <p data-testid="quorum">{quorumInWords(counts)}</p>
      {batch.status === UNDER_REVIEW && <p>{deadlineInWords(counts, snapshot.now)}</p>}
      {found?.own && <OwnVoteNote bitmap={found.own.bitmap} count={batch.count} />}
      {(phase === "complete" || phase === "overdue") && (
        <p>
          <button
            type="button"
            class="primary"
            disabled={busy || account === null}
            onClick={() => void act(() => closeBatch(dataset.address, batch.id))}
          >
            Close the batch
          </button>{" "}
          <span class="muted">Anyone may; {account === null && "connect a wallet to do it."}</span>
        </p>
      )}
      {batch.status === UNDER_REVIEW && <ReviewNotes loaded={loaded} batch={batch} />}
      {records === null && <p class="muted">Reading the records …</p>}
      {typeof records === "string" && <p role="alert">{records}</p>}
      {records !== null && typeof records !== "string" && (
        <>
          {batch.status === UNDER_REVIEW && <FieldCards review={review} records={records} />}
          {canVote && (
            <VoteBar
              loaded={loaded}
              batch={batch}
              ballot={ballot}
              proof={proof}
              // Whether the account has voted is not known yet.
              busy={busy || found?.own === undefined}
              act={act}
              place={place}
            />
          )}
          <RecordTable
            key={batch.id}
            batch={batch.id}
            records={records}
            flags={review.flags}
            selection={ballot.selection}
            onChange={canVote ? ballot.change : null}
            approvals={found?.votes.approvals ?? null}
            votes={batch.votes}
            verdicts={verdicts}
          />
        </>
      )}
      {phase === "voting" && found && (
        <Signatures
          loaded={loaded}
          batch={batch}
          votes={found.votes}
          busy={busy}
          act={act}
          place={place}
        />
      )}
    </section>
  );
}

function OwnVoteNote({ bitmap, count }: { bitmap: bigint | null; count: number }) {
  return (
    <p class="note" data-testid="own-vote">
      You have voted on this batch. A vote cannot be taken back.{" "}
      {bitmap === null ? (
        "This browser does not know what: the chain names your vote once you claim what you earned with it."
      ) : (
        <>
          You voted {countBits(bitmap)} of {plural(count, "record")} valid, as marked below:{" "}
          <span class="mono wrap">0x{bitmap.toString(16)}</span>
        </>
      )}
    </p>
  );
}

/** The records of the one batch that is shown: those under review are there, others are read; or
 * why they could not be. */
function useRecords(loaded: Loaded, batch: Batch): Records | string | null {
  const { dataset, snapshot, review } = loaded;
  const [read, setRead] = useState<{ records: Records | string } | null>(null);
  const open = review.batches.find(({ id }) => id === batch.id)?.records ?? null;
  // Records never change: those of a batch that was closed meanwhile are not read again.
  const held = useRef(open);
  if (open) held.current = open;
  const isHeld = held.current !== null || (read !== null && typeof read.records !== "string");
  useEffect(() => {
    if (isHeld) return;
    const stop = new AbortController();
    void (async () => {
      let records: Records | string;
      try {
        records = await readBatch(reader().client, dataset, batch.id);
      } catch (error) {
        records = explain(error);
      }
      if (!stop.signal.aborted) setRead({ records });
    })();
    return () => stop.abort();
    // With each snapshot, until they are had.
  }, [dataset, snapshot, batch.id, isHeld]);
  return held.current ?? read?.records ?? null;
}
