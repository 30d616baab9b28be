/** How far a campaign is, in the contract's numbers. */
export const PHASES = ["play", "reveal", "settlement", "review", "ranking", "payout"] as const;
export type Phase = (typeof PHASES)[number];

/** What of the terms says when a phase ends. Times in seconds since 1970. */
export interface Deadlines {
  readonly playUntil: number;
  /** 0 where plays are not sealed. */
  readonly revealUntil: number;
  /** 0 where there are no validators. */
  readonly validateUntil: number;
}

/** A phase in the course of a campaign. */
export interface Stage {
  readonly phase: Phase;
  readonly title: string;
  /** What can be done in it. */
  readonly words: string;
  /** Last second of it, in seconds since 1970; null where it ends when its work is done. */
  readonly until: number | null;
  readonly state: "over" | "now" | "to come";
}

export const TITLES: Record<Phase, string> = {
  play: "Play",
  reveal: "Reveal",
  settlement: "Settlement",
  review: "Review",
  ranking: "Ranking",
  payout: "Payout",
};

const WORDS: Record<Phase, string> = {
  play: "Images are drawn and handed in. It ends earlier if every image has all its plays.",
  reveal: "Sealed plays are opened. It ends earlier if all are open. What stays sealed is void.",
  settlement: "The contract clusters the annotations of each image. Anyone can have it do so.",
  review: "Validators vote on the settled images.",
  ranking: "The players are put into their order. Anyone can have it done.",
  payout: "It is settled. What is due can be withdrawn, at any time from now on.",
};

/** The course of a campaign: the phases that it has, and which it is in. */
export function course(phase: Phase, deadlines: Deadlines): Stage[] {
  const ends: Partial<Record<Phase, number>> = {
    play: deadlines.playUntil,
    reveal: deadlines.revealUntil,
    review: deadlines.validateUntil,
  };
  const now = PHASES.indexOf(phase);
  return PHASES.filter((one) => ends[one] !== 0).map((one) => ({
    phase: one,
    title: TITLES[one],
    words: WORDS[one],
    until: ends[one] ?? null,
    state: stateOf(PHASES.indexOf(one), now),
  }));
}

function stateOf(at: number, now: number): Stage["state"] {
  if (at < now) return "over";
  return at === now ? "now" : "to come";
}

/** A span of time as a person says it, in its two largest units.
 * @param seconds - at least 0. */
export function span(seconds: number): string {
  const units: [number, string][] = [
    [86_400, "day"],
    [3_600, "hour"],
    [60, "minute"],
    [1, "second"],
  ];
  const first = units.findIndex(([size]) => seconds >= size);
  if (first < 0) return "0 seconds";
  let left = seconds;
  const parts = units.slice(first, first + 2).map(([size, name]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count === 0 ? "" : `${count} ${name}${count === 1 ? "" : "s"}`;
  });
  return parts.filter(Boolean).join(" ");
}

/** A moment as a person reads it, and how far off it is.
 * @param time - in seconds since 1970.
 * @param now - by the clock of the chain. */
export function moment(time: number, now: number): string {
  const shown = new Date(time * 1000).toLocaleString(undefined, {
    dateStyle: "medium",
    timeStyle: "short",
  });
  return time >= now ? `${shown} (in ${span(time - now)})` : `${shown} (${span(now - time)} ago)`;
}
