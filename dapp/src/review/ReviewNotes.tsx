import { useEffect, useState } from "preact/hooks";
import { Hex } from "../ui/Hex";
import type { Batch } from "./dataset";
import { formatCount } from "./number-text";
import { type ServerFlag, differences, serverFlags } from "./server-review";
import type { Loaded } from "./use-dataset";
import { plural } from "./words";

/** What the flags rest on, who floods, and whether the server says the same. */
export function ReviewNotes({ loaded, batch }: { loaded: Loaded; batch: Batch }) {
  const { review, dataset } = loaded;
  const told = useServerFlags(dataset.address, batch.id, loaded.key);
  const { earlier } = loaded.contents;
  // With part of the validated records other flags follow than with all.
  const differ = told && earlier === 0 && differences(review.flags, told, batch.id, batch.count);
  const flagged = Array.from({ length: batch.count }, (_, record) => record).filter((record) =>
    review.flags.has(`${batch.id}:${record}`),
  ).length;
  return (
    <>
      <p>
        {flagged === 0 ? "Nothing is flagged" : `${plural(flagged, "record")} flagged`}, compared
        with {review.reference}. Flags are computed here from the chain's own bytes; they say where
        to look and decide nothing.
      </p>
      {earlier > 0 && (
        <p class="note">
          The {formatCount(earlier)} validated records before those are not read: there are many.
          Have them read under “Validated records” to compare with all.
        </p>
      )}
      {review.flood && (
        <p class="note">
          <strong>Flood:</strong> <Hex value={review.flood.contributor} /> gave{" "}
          {formatCount(review.flood.count)} of the records under review (
          {Math.round(100 * review.flood.share)}%).
        </p>
      )}
      {differ && differ.length > 0 && (
        <p class="note warn" role="alert" data-testid="differs">
          <strong>The server says something else</strong> about {plural(differ.length, "record")} (
          {differ.slice(0, 20).join(", ")}
          {differ.length > 20 && " …"}). Shown is what follows from the chain.
        </p>
      )}
      {differ && differ.length === 0 && <p class="muted">The server computes the same flags.</p>}
    </>
  );
}

function useServerFlags(dataset: string, batch: number, key: string): ServerFlag[] | null {
  const name = `${dataset} ${batch} ${key}`;
  const [found, setFound] = useState<{ name: string; flags: ServerFlag[] | null } | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    serverFlags(dataset, batch, stop.signal)
      .then((flags) => setFound({ name, flags }))
      .catch(() => undefined); // asked for another batch meanwhile
    return () => stop.abort();
  }, [dataset, batch, name]);
  return found?.name === name ? found.flags : null;
}
