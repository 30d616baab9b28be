import { useState } from "preact/hooks";
import { valueText } from "./field";
import { formatCount } from "./number-text";
import { exportLink } from "./server-review";
import type { Loaded } from "./use-dataset";

/** Rows that are drawn at a time. */
const PAGE = 50;

/** The dataset as it stands: the validated records, as read from the chain, and as files. */
export function ValidatedRecords({
  loaded,
  readAll,
}: {
  loaded: Loaded;
  readAll: () => Promise<void>;
}) {
  const { dataset, contents } = loaded;
  const { validated, earlier } = contents;
  const total = earlier + validated.count;
  const [busy, setBusy] = useState(false);
  const read = async (): Promise<void> => {
    setBusy(true);
    await readAll();
    setBusy(false);
  };
  const [from, setFrom] = useState(0);
  const start = from < validated.count ? from : 0;
  const end = Math.min(start + PAGE, validated.count);
  return (
    <section class="card" aria-labelledby="validated-title">
      <h2 id="validated-title">Validated records</h2>
      <p data-testid="validated-count">
        {formatCount(total)} {total === 1 ? "record is" : "records are"} the dataset.
      </p>
      {earlier > 0 && (
        <p class="note">
          Read are the newest {formatCount(validated.count)}. The others are{" "}
          {((earlier * dataset.rules.recordSize) / 1e6).toFixed(1)} MB on the chain.{" "}
          <button type="button" disabled={busy} onClick={() => void read()}>
            {busy ? "Reading …" : "Read them all"}
          </button>
        </p>
      )}
      {validated.count > 0 && (
        <>
          <p class="buttons">
            <a href={exportLink(dataset.address, "csv")}>Download as CSV</a>
            <a href={exportLink(dataset.address, "npy")}>Download for NumPy</a>
          </p>
          <div class="table-scroll" role="region" aria-label="Validated records" tabIndex={0}>
            <table class="records">
              <thead>
                <tr>
                  <th scope="col">Number</th>
                  {validated.columns.map(({ field }) => (
                    <th scope="col" key={field.name}>
                      {field.name}
                      {field.unit && <span class="unit">{field.unit}</span>}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {Array.from({ length: end - start }, (_, at) => start + at).map((row) => (
                  <tr key={row}>
                    <th scope="row" class="number">
                      {formatCount(earlier + row)}
                    </th>
                    {validated.columns.map(({ field, stored }) => (
                      <td key={field.name} class="number">
                        {valueText(field, stored[row]!)}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {validated.count > PAGE && (
            <p class="pages">
              <button type="button" disabled={start === 0} onClick={() => setFrom(start - PAGE)}>
                Previous
              </button>{" "}
              {formatCount(earlier + start + 1)}–{formatCount(earlier + end)} of{" "}
              {formatCount(total)}{" "}
              <button
                type="button"
                disabled={end === validated.count}
                onClick={() => setFrom(start + PAGE)}
              >
                Next
              </button>
            </p>
          )}
        </>
      )}
    </section>
  );
}
