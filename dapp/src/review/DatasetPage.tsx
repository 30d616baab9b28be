import { useEffect, useRef, useState } from "preact/hooks";
import type { Address, Hex as HexText } from "viem";
import { linkTo } from "../app/route";
import { reader } from "../chain/client";
import { Hex } from "../ui/Hex";
import { useWallet } from "../wallet/wallet";
import { money } from "./actions";
import { BatchPanel } from "./BatchPanel";
import { type Batch, type Rules, UNDER_REVIEW } from "./dataset";
import { formatCount } from "./number-text";
import { Rewards } from "./Rewards";
import { type Loaded, useDataset } from "./use-dataset";
import { ValidatedRecords } from "./ValidatedRecords";
import { phaseOf, plural, timeLeft } from "./words";

const NO_PROOF: readonly HexText[] = [];

/** A dataset under review: its batches, one of them open, the validated records and rewards. */
export function DatasetPage({ address, batchId }: { address: Address; batchId: number | null }) {
  const { loaded, problem, reload, readAll } = useDataset(address);
  const { account } = useWallet();
  const shown = useShownBatch(loaded, batchId);
  const [admission, setAdmission] = useState<{ account: Address; proof: readonly HexText[] }>();
  const proof = admission?.account === account ? admission.proof : NO_PROOF;
  useEffect(() => {
    if (batchId !== null) document.getElementById("batch-title")?.scrollIntoView();
    // Once the batch is drawn; not with each new reading.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [batchId, loaded === null]);
  return (
    <div class="review">
      <p>
        <a href={linkTo("review")}>All datasets</a>
      </p>
      {problem !== null && (
        <div class="note warn" role="alert">
          <p>{problem}</p>
          {loaded && <p>Shown is what was read before; your marks are kept.</p>}
          <button type="button" onClick={() => void reload()}>
            Try again
          </button>
        </div>
      )}
      {loaded === null && problem === null && <p class="muted">Reading the chain …</p>}
      {loaded && (
        <>
          <h1>{loaded.dataset.rules.name}</h1>
          <Rule rules={loaded.dataset.rules} description={loaded.dataset.schema.description} />
          <p class="muted">
            Dataset <Hex value={address} /> at block {formatCount(loaded.snapshot.block)}
          </p>
          <Batches loaded={loaded} current={shown?.id ?? null} />
          {shown ? (
            <BatchPanel key={shown.id} {...{ loaded, proof, reload }} batch={shown} />
          ) : (
            <p class="note">
              {batchId === null ? "Nothing is under review now." : `There is no batch ${batchId}.`}
            </p>
          )}
          {account !== null && (
            <Rewards
              loaded={loaded}
              account={account}
              proof={proof}
              onProof={(found) => setAdmission({ account, proof: found })}
              reload={reload}
            />
          )}
          <ValidatedRecords loaded={loaded} readAll={readAll} />
        </>
      )}
    </div>
  );
}

function Rule({ rules, description }: { rules: Rules; description: string }) {
  const coin = reader().chain.nativeCurrency.symbol;
  const paid = [
    rules.rewardPerRecord > 0n && `${money(rules.rewardPerRecord, coin)} for a validated record`,
    rules.rewardPerVote > 0n && `${money(rules.rewardPerVote, coin)} for a vote that agrees`,
  ].filter(Boolean);
  return (
    <p>
      {description && `${description}. `}
      {plural(rules.votesNeeded, "vote")} decide a batch, within {timeLeft(rules.reviewPeriod)};{" "}
      {plural(rules.approvalsNeeded, "approval")} make a record valid.
      {paid.length > 0 && ` Paid: ${paid.join(", ")}.`}
    </p>
  );
}

/** The batch that the address names, or the first that takes votes. It stays when it is closed
 * meanwhile: another must not come under the visitor's hand. */
function useShownBatch(loaded: Loaded | null, batchId: number | null): Batch | null {
  const first = useRef<number | null>(null);
  if (loaded === null) return null;
  const { batches } = loaded.snapshot;
  first.current ??= batches.find(({ status }) => status === UNDER_REVIEW)?.id ?? null;
  return batches[batchId ?? first.current ?? -1] ?? null;
}

const WORDS = {
  voting: "takes votes",
  complete: "to be closed",
  overdue: "to be closed",
  decided: "decided",
  expired: "expired",
};

/** Closed batches that are linked; there may be thousands. */
const MOST_CLOSED = 20;

function Batches({ loaded, current }: { loaded: Loaded; current: number | null }) {
  const { dataset, snapshot } = loaded;
  const open = snapshot.batches.filter(({ status }) => status === UNDER_REVIEW);
  const closed = snapshot.batches.filter(({ status }) => status !== UNDER_REVIEW);
  const link = (batch: Batch) => {
    const { votesNeeded, approvalsNeeded } = dataset.rules;
    const phase = phaseOf({ ...batch, votesNeeded, approvalsNeeded }, snapshot.now);
    return (
      <li key={batch.id}>
        <a
          href={linkTo("review", dataset.address, `${batch.id}`)}
          aria-current={batch.id === current ? "true" : undefined}
        >
          Batch {batch.id}
        </a>{" "}
        <span class="muted">
          {plural(batch.count, "record")}, {WORDS[phase]}
          {phase === "voting" && `, ${batch.votes} of ${votesNeeded}`}
        </span>
      </li>
    );
  };
  return (
    <nav aria-label="Batches" class="batches">
      <p>
        {plural(open.length, "batch", "batches")} under review, {formatCount(closed.length)} closed
      </p>
      <ul>{open.map(link)}</ul>
      {closed.length > 0 && (
        <details>
          <summary>Closed batches</summary>
          <ul>{closed.slice(-MOST_CLOSED).reverse().map(link)}</ul>
          {closed.length > MOST_CLOSED && (
            <p class="muted">The newest {MOST_CLOSED}; name another in the page's address.</p>
          )}
        </details>
      )}
    </nav>
  );
}
