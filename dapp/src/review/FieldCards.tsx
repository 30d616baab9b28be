import { isBytes, rangeText } from "./field";
import { type Histogram, makeHistogram } from "./histogram";
import { formatGeneral } from "./number-text";
import type { Records } from "./records";
import type { Review } from "./review";

const WIDTH = 160;
const HEIGHT = 44;

/** What each field is, and how the batch's values lie beside those they are compared with. */
export function FieldCards({ review, records }: { review: Review; records: Records }) {
  return (
    <details class="fields">
      <summary>Fields: units, ranges and how the values lie</summary>
      <div class="field-cards">
        {records.columns.map((column, at) => {
          const { field } = column;
          const known = review.statistics.get(field.name);
          const drawn =
            known &&
            makeHistogram(review.compared.columns[at]!.values, column.values, [
              known.quantiles[0]!,
              known.quantiles[4]!,
            ]);
          return (
            <figure key={field.name}>
              <figcaption>
                <strong>{field.name}</strong> {field.unit && <span class="unit">{field.unit}</span>}
                {field.name === review.schema.label && <span class="unit">label</span>}
                {field.description && <p class="muted">{field.description}</p>}
              </figcaption>
              {drawn && <Bars drawn={drawn} name={field.name} />}
              <p class="muted">
                {known &&
                  `median ${formatGeneral(known.median, 6)}, middle half ${formatGeneral(known.quantiles[1]!, 6)} to ${formatGeneral(known.quantiles[3]!, 6)}. `}
                {isBytes(field) ? field.type : `Allowed: ${rangeText(field)}.`}
                {field.nominal && " Its numbers are names."}
              </p>
            </figure>
          );
        })}
      </div>
    </details>
  );
}

function Bars({ drawn, name }: { drawn: Histogram; name: string }) {
  const most = Math.max(...drawn.compared, ...drawn.underReview, 1e-9);
  const step = WIDTH / drawn.compared.length;
  const [from, to] = [drawn.from, drawn.to].map((end) =>
    end.toLocaleString("en-US", { maximumSignificantDigits: 4 }),
  );
  const beyond = drawn.below + drawn.above;
  const words =
    `${name} from ${from} to ${to}: grey, what the batch is compared with; outlined, this batch` +
    (beyond ? `; ${beyond} of its values lie beyond` : "");
  const bar = (share: number): { y: number; height: number } => ({
    y: HEIGHT - (share / most) * HEIGHT,
    height: (share / most) * HEIGHT,
  });
  return (
    <>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={words} class="bars">
        {drawn.compared.map((share, at) => (
          <rect key={at} class="compared" x={at * step} width={step - 1} {...bar(share)} />
        ))}
        {drawn.underReview.map((share, at) => (
          <rect key={at} class="asked" x={at * step + 1.5} width={step - 4} {...bar(share)} />
        ))}
      </svg>
      <p class="ends" aria-hidden="true">
        <span>{from}</span>
        {beyond > 0 && <span>{beyond} beyond</span>}
        <span>{to}</span>
      </p>
    </>
  );
}
