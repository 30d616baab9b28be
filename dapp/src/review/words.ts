import { formatCount } from "./number-text";

/** What is said of a batch, as far as votes go. */
export interface BatchCounts {
  readonly count: number;
  readonly votes: number;
  readonly votesNeeded: number;
  readonly approvalsNeeded: number;
  /** Last second, since 1970, at which votes are taken. */
  readonly closesAt: number;
}

/** One of a thing, several of them. */
export const plural = (count: number, one: string, several = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : several}`;

/** What decides a batch, in words. */
export function quorumInWords({ votes, votesNeeded, approvalsNeeded }: BatchCounts): string {
  const rule =
    `A record becomes valid with ${plural(approvalsNeeded, "approval")} ` +
    `out of ${plural(votesNeeded, "vote")}.`;
  const missing = votesNeeded - votes;
  if (missing <= 0) return `All ${plural(votesNeeded, "vote")} are in. ${rule}`;
  return (
    `${votes} of ${plural(votesNeeded, "vote")} ${votes === 1 ? "is" : "are"} in, ` +
    `${missing} missing. ${rule}`
  );
}

/** Until when votes are taken, in words.
 * @param now - the chain's time, in seconds since 1970.
 * @param timeZone - null takes the visitor's. */
export function deadlineInWords(batch: BatchCounts, now: number, timeZone?: string): string {
  const date = new Date(batch.closesAt * 1000).toLocaleString("en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  const left = batch.closesAt - now;
  if (left < 0) {
    return batch.votes >= batch.votesNeeded
      ? `Votes were taken until ${date}.`
      : `Votes were taken until ${date}; there are too few, so the batch expires when it is closed.`;
  }
  return `Votes are taken until ${date} (${timeLeft(left)} left).`;
}

/** A length of time in its two largest parts. */
export function timeLeft(seconds: number): string {
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), "day"],
    [Math.floor(seconds / 3_600) % 24, "hour"],
    [Math.floor(seconds / 60) % 60, "minute"],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return "less than a minute";
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => plural(count, unit))
    .join(" ");
}

/** Where votes on a batch stand and what can be done with it now. */
export type Phase = "voting" | "complete" | "overdue" | "decided" | "expired";

/** @param status - as the chain has it: 0 under review, 1 decided, 2 expired. */
export function phaseOf(batch: BatchCounts & { readonly status: number }, now: number): Phase {
  if (batch.status === 1) return "decided";
  if (batch.status === 2) return "expired";
  if (batch.votes >= batch.votesNeeded) return "complete";
  return now > batch.closesAt ? "overdue" : "voting";
}
