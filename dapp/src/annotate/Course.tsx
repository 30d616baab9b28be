import type { Campaign } from "./campaign-reader";
import { course, moment } from "./phases";

/** The phases of a campaign with their deadlines. */
export function Course({ campaign }: { campaign: Campaign }) {
  return (
    <section class="card" aria-labelledby="course">
      <h2 id="course">How it goes on</h2>
      <ol class="course">
        {course(campaign.phase, campaign.terms).map((stage) => (
          <li
            key={stage.phase}
            class={stage.state.replace(" ", "-")}
            aria-current={stage.state === "now" ? "step" : undefined}
          >
            <strong>{stage.title}</strong>{" "}
            <span class={stage.state === "now" ? "tag good" : "tag"}>{stage.state}</span>
            <p class="small muted">
              {stage.words}
              {stage.until !== null && ` Until ${moment(stage.until, campaign.time)}.`}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
