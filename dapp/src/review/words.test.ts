import { describe, expect, it } from "vitest";
import { deadlineInWords, phaseOf, quorumInWords, timeLeft } from "./words";

const batch = { count: 3, votes: 1, votesNeeded: 3, approvalsNeeded: 2, closesAt: 1_700_000_000 };

describe("a batch in words", () => {
  it("tells what decides it", () => {
    expect(quorumInWords(batch)).toBe(
      "1 of 3 votes is in, 2 missing. A record becomes valid with 2 approvals out of 3 votes.",
    );
    expect(quorumInWords({ ...batch, votes: 3 })).toMatch(/^All 3 votes are in\./);
    expect(quorumInWords({ ...batch, votes: 0, votesNeeded: 1, approvalsNeeded: 1 })).toBe(
      "0 of 1 vote are in, 1 missing. A record becomes valid with 1 approval out of 1 vote.",
    );
  });

  it("tells until when", () => {
    expect(deadlineInWords(batch, 1_700_000_000 - 90_061, "UTC")).toBe(
      "Votes are taken until 14 Nov 2023, 22:13 (1 day 1 hour left).",
    );
    expect(deadlineInWords(batch, 1_700_000_001, "UTC")).toContain("too few");
    expect(deadlineInWords({ ...batch, votes: 3 }, 1_700_000_001, "UTC")).not.toContain("too few");
  });

  it.each([
    [59, "less than a minute"],
    [60, "1 minute"],
    [3_600, "1 hour"],
    [3_660, "1 hour 1 minute"],
    [86_400, "1 day"],
    [90_000, "1 day 1 hour"],
    [172_800 + 120, "2 days"],
  ])("%d seconds are %s", (seconds, text) => expect(timeLeft(seconds)).toBe(text));

  it("knows what can be done", () => {
    const under = { ...batch, status: 0 };
    expect(phaseOf(under, batch.closesAt)).toBe("voting");
    expect(phaseOf(under, batch.closesAt + 1)).toBe("overdue");
    expect(phaseOf({ ...under, votes: 3 }, batch.closesAt + 1)).toBe("complete");
    expect(phaseOf({ ...under, status: 1 }, 0)).toBe("decided");
    expect(phaseOf({ ...under, status: 2 }, 0)).toBe("expired");
  });
});
