import { useEffect, useState } from "preact/hooks";
import { server } from "../api/server";
import { linkTo } from "../app/route";
import { useStore } from "../app/store";
import { reader } from "../chain/client";
import { explain } from "../chain/explain";
import { Hex } from "../ui/Hex";
import { useWallet } from "../wallet/wallet";
import { type Listed, listDatasets } from "./dataset";
import { plural } from "./words";

/** Datasets that are listed at a time, the newest first. */
const PAGE = 25;

/** The datasets that people build together on this chain. */
export function DatasetList() {
  const { status, problem: serverProblem } = useStore(server);
  const { provider, chainId } = useWallet();
  const [most, setMost] = useState(PAGE);
  const [found, setFound] = useState<{ total: number; datasets: Listed[] } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const factory = status?.contracts.CollaborativeDatasetFactory ?? null;

  useEffect(() => {
    if (status === null || factory === null) return;
    const stop = new AbortController();
    void (async () => {
      try {
        const listed = await listDatasets(reader().client, factory, most);
        if (stop.signal.aborted) return;
        setFound(listed);
        setProblem(null);
      } catch (error) {
        if (!stop.signal.aborted) setProblem(explain(error));
      }
    })();
    return () => stop.abort();
  }, [status, factory, most, provider, chainId]);

  const shown = problem ?? serverProblem;
  return (
    <div class="review">
      <h1>Review</h1>
      <p>
        Datasets that people build together: contributors hand in records, validators vote on them,
        and what enough of them approve is the dataset.
      </p>
      {shown !== null && (
        <p class="note warn" role="alert">
          {shown}
        </p>
      )}
      {status !== null && factory === null && (
        <p class="note">On this chain nobody can open such datasets yet: the factory is missing.</p>
      )}
      {status === null && serverProblem === null && <p class="muted">Asking the server …</p>}
      {factory !== null && found === null && problem === null && (
        <p class="muted">Reading the chain …</p>
      )}
      {found?.total === 0 && (
        <p class="note">
          No dataset is open. Open one with <code>veriset dataset create</code>.
        </p>
      )}
      {found && found.total > 0 && (
        <ul class="datasets plain">
          {found.datasets.map(({ address, name, batches }) => (
            <li key={address} class="card">
              <a href={linkTo("review", address)}>{name}</a>
              <span class="muted">
                {plural(batches, "batch", "batches")}, <Hex value={address} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {found && found.total > found.datasets.length && (
        <button type="button" onClick={() => setMost(most + PAGE)}>
          Show more
        </button>
      )}
    </div>
  );
}
