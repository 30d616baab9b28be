import { describe, expect, it } from "vitest";
import { course, moment, PHASES, span } from "./phases";

const deadlines = { playUntil: 100, revealUntil: 200, validateUntil: 300 };

describe("the course of a campaign", () => {
  it("has every phase once, and one of them is now", () => {
    for (const phase of PHASES) {
      const stages = course(phase, deadlines);
      expect(stages.map((stage) => stage.phase)).toEqual(PHASES);
      expect(stages.filter(({ state }) => state === "now").map((one) => one.phase)).toEqual([
        phase,
      ]);
      const states = stages.map(({ state }) => ["over", "now", "to come"].indexOf(state));
      expect(states).toEqual([...states].sort());
    }
  });

  it("says when each ends that has a deadline", () => {
    expect(course("play", deadlines).map(({ until }) => until)).toEqual([
      100,
      200,
      null,
      300,
      null,
      null,
    ]);
  });

  it("leaves out what the campaign does not have", () => {
    const short = course("settlement", { playUntil: 100, revealUntil: 0, validateUntil: 0 });
    expect(short.map(({ phase }) => phase)).toEqual(["play", "settlement", "ranking", "payout"]);
  });
});

describe("times in words", () => {
  it.each([
    [0, "0 seconds"],
    [1, "1 second"],
    [61, "1 minute 1 second"],
    [7_200, "2 hours"],
    [86_400 + 59, "1 day"],
    [3 * 86_400 + 5 * 3_600 + 59, "3 days 5 hours"],
  ])("%i s", (seconds, words) => expect(span(seconds)).toBe(words));

  it("says how far off", () => {
    expect(moment(1_000_000, 999_940)).toContain("(in 1 minute)");
    expect(moment(1_000_000, 1_003_600)).toContain("(1 hour ago)");
  });
});
