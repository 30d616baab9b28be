import { className, colourOf } from "./box-words";
import type { Rectangle, Size } from "./geometry";
import type { Shown } from "./image";
import type { Outcome } from "./outcome";
import { pixelsOff } from "./reward";

interface Props {
  outcome: Outcome;
  /** Null: the boxes are shown without the image. */
  shown: Shown | null;
  classes: readonly string[];
}

/** The image with what players agree on, the visitor's own boxes and the outliers; and in words. */
export function OutcomePicture({ outcome, shown, classes }: Props) {
  const { boxes, centres, score } = outcome;
  const own = boxes.filter(({ isOwn }) => isOwn);
  const ownOutliers = own.filter(({ cluster }) => cluster === null).length;
  const size = shown ?? around([...boxes, ...centres]);
  return (
    <>
      {boxes.length > 0 && (
        <div class="stage outcome">
          {shown && (
            <img src={shown.source} alt={shown.label} width={size.width} height={size.height} />
          )}
          <svg
            viewBox={`0 0 ${size.width} ${size.height}`}
            preserveAspectRatio="none"
            class={shown ? "" : "bare"}
            role="img"
            aria-label="Boxes of the players and what they agree on; the text below says the same"
          >
            {boxes.map((box, at) => (
              <rect
                key={at}
                {...placeOf(box)}
                class={`played${box.isOwn ? " own" : ""}${box.cluster === null ? " outlier" : ""}`}
              />
            ))}
            {centres.map((centre, at) => (
              <g key={at}>
                <rect {...placeOf(centre)} class="centre-halo" />
                <rect {...placeOf(centre)} class="centre" stroke={colourOf(centre.class)} />
              </g>
            ))}
          </svg>
        </div>
      )}
      <ul class="plain row small legend">
        <li>
          <span class="swatch centre-swatch" /> agreed on
        </li>
        <li>
          <span class="swatch own-swatch" /> yours
        </li>
        <li>
          <span class="swatch other-swatch" /> others'
        </li>
        <li>
          <span class="swatch outlier-swatch" /> outlier
        </li>
      </ul>
      <p>
        {outcome.plays} {outcome.plays === 1 ? "play" : "plays"} with {boxes.length}{" "}
        {boxes.length === 1 ? "box" : "boxes"}; {boxes.filter((box) => box.cluster === null).length}{" "}
        of them are outliers.{" "}
        {own.length > 0 &&
          `Of your ${own.length}, ${ownOutliers} ${ownOutliers === 1 ? "is an outlier" : "are outliers"}.`}{" "}
        {score !== null && `Your boxes here are ${pixelsOff(score)} pixels off.`}
      </p>
      {centres.length > 0 && (
        <ul class="small">
          {centres.map((centre, at) => (
            <li key={at}>
              {className(centre.class, classes)}, marked by {centre.players} of {outcome.plays}:{" "}
              {Math.round(centre.width)} wide, {Math.round(centre.height)} high,{" "}
              {Math.round(centre.x)} from the left, {Math.round(centre.y)} from the top
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

const placeOf = ({ x, y, width, height }: Rectangle): Rectangle => ({ x, y, width, height });

function around(boxes: readonly Rectangle[]): Size {
  return {
    width: Math.max(1, ...boxes.map(({ x, width }) => x + width)),
    height: Math.max(1, ...boxes.map(({ y, height }) => y + height)),
  };
}
