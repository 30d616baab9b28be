import { useState } from "preact/hooks";
import { knownStatus, server } from "../api/server";
import { linkTo } from "../app/route";
import { useStore } from "../app/store";
import { reader, useReaderTurn } from "../chain/client";
import { Hex } from "../ui/Hex";
import { Trouble } from "../ui/Trouble";
import { useTask } from "../ui/use-task";
import { listDatasets } from "./dataset";
import { plural } from "./words";

/** Datasets that are listed at a time, the newest first. */
const PAGE = 25;

/** The datasets that people build together on this chain. */
export function DatasetList() {
  const { status } = useStore(server);
  const [most, setMost] = useState(PAGE);
  const factory = status?.contracts.CollaborativeDatasetFactory ?? null;
  const {
    value: found,
    problem,
    busy,
    again,
  } = useTask(
    "datasets",
    async () => {
      const { CollaborativeDatasetFactory: here } = (await knownStatus()).contracts;
      return here === null ? null : listDatasets(reader().client, here, most);
    },
    `${most} ${useReaderTurn()}`,
  );
  return (
    <div class="review">
      <h1>Review</h1>
      <p>
        Datasets that people build together: contributors hand in records, validators vote on them,
        and what enough of them approve is the dataset.
      </p>
      <Trouble {...{ problem, again }} />
      {status !== null && factory === null && (
        <p class="note">On this chain nobody can open such datasets yet: the factory is missing.</p>
      )}
      {busy && found === null && <p class="muted">Reading the chain …</p>}
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
