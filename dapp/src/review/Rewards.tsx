import { useState } from "preact/hooks";
import type { Address, Hex } from "viem";
import { announceError } from "../app/announce";
import { reader } from "../chain/client";
import { claim, join, money, releaseStake, resign, withdraw } from "./actions";
import { AdmissionError, proofFrom } from "./admission";
import { formatCount } from "./number-text";
import { type AccountState, useAccount } from "./use-account";
import { type Loaded, useAct } from "./use-dataset";
import { plural } from "./words";

interface Props {
  readonly loaded: Loaded;
  readonly account: Address;
  readonly proof: readonly Hex[];
  readonly onProof: (proof: readonly Hex[]) => void;
  readonly reload: () => Promise<void>;
}

const ACTIVE = 1;
const LEAVING = 2;

/** What the visitor is, has earned and can be paid in the dataset. */
export function Rewards({ loaded, account, proof, onProof, reload }: Props) {
  const state = useAccount(loaded, account, proof);
  const { busy, act } = useAct(reload);
  const { address, rules } = loaded.dataset;
  const coin = reader().chain.nativeCurrency.symbol;
  if (state === null) return null;
  const { claimable, credit, badges } = state;
  return (
    <section class="card" aria-labelledby="rewards-title">
      <h2 id="rewards-title">Your part</h2>
      {!state.admitted && <NotAdmitted {...{ account, onProof }} asked={state.proof === proof} />}
      {rules.validatorStake > 0n && (
        <Stake {...{ state, address, account, proof, busy, act, loaded, coin }} />
      )}
      <p data-testid="points">
        You have {formatCount(state.points)} {state.points === 1n ? "point" : "points"}
        {rules.badgePoints.length > 0 && nextBadge(rules.badgePoints, state.points)}.
      </p>
      {claimable.batches.length > 0 && (
        <p>
          {plural(claimable.batches.length, "closed batch", "closed batches")} gave you{" "}
          {formatCount(claimable.points)} more
          {claimable.amount > 0n && ` and ${money(claimable.amount, coin)}`}.{" "}
          <button
            type="button"
            class="primary"
            disabled={busy}
            onClick={() => void act(() => claim(address, account, claimable.batches))}
          >
            Claim
          </button>
        </p>
      )}
      {credit > 0n && (
        <p>
          {money(credit, coin)} {"are yours. "}
          <button
            type="button"
            class="primary"
            disabled={busy}
            onClick={() => void act(() => withdraw(address, account))}
          >
            Withdraw {money(credit, coin)}
          </button>
        </p>
      )}
      {badges.length > 0 && (
        <ul class="badges" aria-label="Your badges">
          {badges.map((badge) => (
            <li key={badge.level}>
              <img src={badge.picture} width="140" height="140" alt={badge.name} />
              <span class="muted">{badge.description}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function nextBadge(levels: readonly bigint[], points: bigint): string {
  const next = levels.find((level) => level > points);
  return next === undefined ? "; you have all badges" : `; the next badge is at ${next}`;
}

interface StakeProps {
  readonly state: AccountState;
  readonly address: Address;
  readonly account: Address;
  readonly proof: readonly Hex[];
  readonly busy: boolean;
  readonly act: (work: () => Promise<string>) => Promise<void>;
  readonly loaded: Loaded;
  readonly coin: string;
}

function Stake({ state, address, account, proof, busy, act, loaded, coin }: StakeProps) {
  const stake = loaded.dataset.rules.validatorStake;
  if (state.status === ACTIVE) {
    return (
      <p>
        You are a validator with a stake of {money(stake, coin)}.{" "}
        <button
          type="button"
          disabled={busy}
          onClick={() => void act(() => resign(address, account))}
        >
          Resign
        </button>
      </p>
    );
  }
  if (state.status === LEAVING) {
    const due = loaded.snapshot.now >= state.stakeReleasedAt;
    return (
      <p>
        You have resigned. Your stake is released on{" "}
        {new Date(state.stakeReleasedAt * 1000).toLocaleString()}.{" "}
        <button
          type="button"
          disabled={busy || !due}
          onClick={() => void act(() => releaseStake(address, account))}
        >
          Release the stake
        </button>
      </p>
    );
  }
  return (
    <p>
      Validators leave a stake of {money(stake, coin)} while they vote.{" "}
      <button
        type="button"
        class="primary"
        disabled={busy || !state.admitted}
        onClick={() => void act(() => join(address, account, stake, proof))}
      >
        Join as a validator
      </button>
    </p>
  );
}

function NotAdmitted({
  account,
  onProof,
  asked,
}: Pick<Props, "account" | "onProof"> & { asked: boolean }) {
  const [name, setName] = useState<string | null>(null);
  const onFile = async (input: HTMLInputElement): Promise<void> => {
    const [file] = input.files ?? [];
    input.value = ""; // the same file can be chosen again
    if (!file) return;
    try {
      onProof(proofFrom(await file.text(), account));
      setName(file.name);
    } catch (error) {
      if (!(error instanceof AdmissionError)) throw error;
      announceError(error.message);
    }
  };
  return (
    <div class="note">
      <p>
        {!asked
          ? "Asking the contract whether it knows this list …"
          : name === null
            ? "You are not admitted as a validator yet. If the dataset has a list of those who are, open it."
            : `You are on the list ${name}, but the dataset was opened with another.`}
      </p>
      <label class="file">
        List of admitted accounts{" "}
        <input type="file" onChange={(event) => void onFile(event.currentTarget)} />
      </label>
    </div>
  );
}
