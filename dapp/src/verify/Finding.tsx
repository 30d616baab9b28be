import { useEffect, useState } from "preact/hooks";
import type { Match, ModelUse } from "../api/types";
import { announce, announceError } from "../app/announce";
import { provenanceRegistryAbi } from "../chain/abi";
import { useReaderKey, useReaderTurn } from "../chain/client";
import { explain } from "../chain/explain";
import { Hex } from "../ui/Hex";
import { type Task, useTask } from "../ui/use-task";
import { send } from "../wallet/send";
import { useWallet } from "../wallet/wallet";
import { Lineage } from "./Lineage";
import { type OnChain, readMatch, registryAddress } from "./provenance";

interface Props {
  match: Match;
  /** How often the dataset has the image. */
  times: number;
  models: readonly ModelUse[];
}

/** One dataset that has the image: the check, the facts, its models and its lineage. */
export function Finding({ match, times, models }: Props) {
  const { account } = useWallet();
  const key = useReaderKey();
  const read = useTask(key, () => readMatch(match, account), useReaderTurn());
  const { value: onChain, again } = read;
  useEffect(() => {
    const look = () => void again(); // another tab may have recorded it
    addEventListener("focus", look);
    return () => removeEventListener("focus", look);
  }, [again]);
  const title = match.name || "Unnamed dataset";
  return (
    <article class="card finding" aria-label={`Dataset ${title}`}>
      <header>
        <h2>{title}</h2>
        <Verdict read={read} />
      </header>
      {read.problem && (
        <p class="note bad">
          The root could not be read from the chain, so nothing is proved. {read.problem}{" "}
          <button type="button" onClick={() => void again()}>
            Try again
          </button>
        </p>
      )}
      {onChain && !onChain.proved && (
        <p class="note bad">
          The server&rsquo;s proof does not lead to the root that the chain has. Do not believe that
          the image is in this dataset.
        </p>
      )}
      {onChain && onChain.revokedAt > 0 && (
        <p class="note warn">
          Its publisher revoked this dataset on {day(onChain.revokedAt)}. That the image was in it
          stays true.
        </p>
      )}
      {match.superseded_by && <p class="note">There is a newer version of this dataset.</p>}
      <Facts match={match} times={times} onChain={onChain} />
      <Models onChain={onChain} models={models} />
      <Lineage dataset={match.dataset} />
      {onChain?.proved && <Record match={match} onChain={onChain} onDone={again} />}
    </article>
  );
}

function Verdict({ read: { value, problem } }: { read: Task<OnChain> }) {
  if (value?.proved) return <span class="tag good">Proved</span>;
  if (value) return <span class="tag bad">Not proved</span>;
  return <span class="tag warn">{problem ? "Not checked" : "Checking …"}</span>;
}

function Facts({ match, times, onChain }: Omit<Props, "models"> & { onChain: OnChain | null }) {
  return (
    <dl class="facts">
      <dt>Image</dt>
      <dd>
        number {match.index}
        {match.image.path && ` (${match.image.path})`}
        {times > 1 && `, and ${times - 1} more like it`}
      </dd>
      <dt>Found by</dt>
      <dd>{match.kind === "bytes" ? "the hash of its file" : "the hash of its pixels"}</dd>
      <dt>Dataset</dt>
      <dd>
        <Hex value={match.dataset} />
      </dd>
      {onChain && (
        <>
          <dt>Publisher</dt>
          <dd>
            <Hex value={onChain.publisher} />
          </dd>
          <dt>Registered</dt>
          <dd>
            {day(onChain.registeredAt)}, {onChain.count.toLocaleString("en")} images
          </dd>
          <dt>Manifest</dt>
          <dd class="mono">{onChain.cid}</dd>
          <dt>Root</dt>
          <dd>
            <Hex value={onChain.root} />, read through{" "}
            {onChain.through === "wallet" ? "your wallet" : "this server’s node"}
          </dd>
        </>
      )}
    </dl>
  );
}

function Models({ onChain, models }: { onChain: OnChain | null; models: readonly ModelUse[] }) {
  if (!onChain) return null;
  const names = new Map(models.map(({ id, name }) => [id, name]));
  const unknown = models.filter(({ id }) => !onChain.models.includes(id)).length;
  return (
    <section>
      <h3>Models trained on it</h3>
      {onChain.models.length === 0 ? (
        <p class="muted">None is registered.</p>
      ) : (
        <ul>
          {onChain.models.map((id) => (
            <li key={id}>
              {names.get(id) ?? "Unnamed model"} <Hex value={id} />
            </li>
          ))}
        </ul>
      )}
      {unknown > 0 && onChain.models.length < 200 && (
        <p class="note warn">
          The server names {unknown} more, which the chain does not have; they are left out.
        </p>
      )}
    </section>
  );
}

function Record({
  match,
  onChain,
  onDone,
}: {
  match: Match;
  onChain: OnChain;
  onDone: () => Promise<void>;
}) {
  const { account } = useWallet();
  const [busy, setBusy] = useState(false);
  const record = async () => {
    setBusy(true);
    try {
      const receipt = await send({
        ...(account && { from: account }),
        address: registryAddress(),
        abi: provenanceRegistryAbi,
        functionName: "recordVerification",
        args: [match.dataset, match.leaf.content_hash, match.proof],
      });
      announce(`Your verification is on the chain, in block ${receipt.blockNumber}.`);
    } catch (error) {
      announceError(explain(error));
    }
    await onDone(); // whether it is recorded is known only then
    setBusy(false);
  };
  const { verifications, recordedAt } = onChain;
  return (
    <section class="row">
      {recordedAt > 0n ? (
        <p class="note good">You recorded this on {day(Number(recordedAt))}.</p>
      ) : (
        <button
          type="button"
          class="primary"
          disabled={busy || !account}
          onClick={() => void record()}
        >
          {busy ? "Recording …" : "Record this verification on the chain"}
        </button>
      )}
      <span class="muted small">
        {verifications === 0n
          ? "No account has recorded it yet."
          : `Recorded by ${verifications} ${verifications === 1n ? "account" : "accounts"}.`}
        {!account && " Connect a wallet to record yours."}
      </span>
    </section>
  );
}

function day(seconds: number): string {
  return new Date(seconds * 1000).toLocaleDateString("en", { dateStyle: "medium" });
}
