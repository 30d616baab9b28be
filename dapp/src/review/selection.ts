/** Votes of a visitor on the rows of a table, and where the keyboard is. Rows are the records of
 * a batch; what is shown may be fewer of them, in another order. */
export interface Selection {
  /** Whether each record is held valid. */
  readonly valid: readonly boolean[];
  /** The record at which the keyboard is. */
  readonly cursor: number;
  /** Where a range begun with Shift starts. */
  readonly anchor: number;
}

/** A key as the browser tells it. */
export interface Press {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** Rows that Page Up and Page Down go. */
const PAGE = 10;

export const startSelection = (valid: readonly boolean[]): Selection => ({
  valid,
  cursor: 0,
  anchor: 0,
});

/** The selection after a key; null if it means nothing here.
 * Arrows, Page Up and Down, Home and End move; Space turns the record over; Shift with an arrow
 * gives the records on the way the vote of the one it began at; Shift with Space does so back to
 * where the last turn was.
 * @param shown - records in the order in which they are seen. */
export function pressed(now: Selection, press: Press, shown: readonly number[]): Selection | null {
  if (press.ctrlKey || press.metaKey || press.altKey || shown.length === 0) return null;
  const at = Math.max(0, shown.indexOf(now.cursor));
  if (press.key === " ") {
    return press.shiftKey ? ranged(now, now.cursor, shown) : turned(now, shown[at]!);
  }
  const to = goal(press.key, at, shown.length - 1);
  if (to === null) return null;
  const cursor = shown[to]!;
  if (!press.shiftKey) return { ...now, cursor };
  return { ...ranged(now, cursor, shown, shown[at]), anchor: shown[at]! };
}

/** The selection after a click on a record; with Shift its range takes the vote of where it began. */
export function clicked(
  now: Selection,
  record: number,
  shift: boolean,
  shown: readonly number[],
): Selection {
  return shift ? ranged(now, record, shown) : turned(now, record);
}

/** All records at once, such as all but the flagged. */
export const voteAll = (now: Selection, valid: readonly boolean[]): Selection => ({
  ...now,
  valid,
});

function turned(now: Selection, record: number): Selection {
  const valid = now.valid.map((is, at) => (at === record ? !is : is));
  return { valid, cursor: record, anchor: record };
}

function ranged(
  now: Selection,
  to: number,
  shown: readonly number[],
  from = now.anchor,
): Selection {
  const ends = [shown.indexOf(from), shown.indexOf(to)].map((at) => Math.max(0, at));
  const range = new Set(shown.slice(Math.min(...ends), Math.max(...ends) + 1));
  const vote = now.valid[from] ?? false;
  return { ...now, valid: now.valid.map((is, at) => (range.has(at) ? vote : is)), cursor: to };
}

function goal(key: string, at: number, last: number): number | null {
  switch (key) {
    case "ArrowDown":
      return Math.min(last, at + 1);
    case "ArrowUp":
      return Math.max(0, at - 1);
    case "PageDown":
      return Math.min(last, at + PAGE);
    case "PageUp":
      return Math.max(0, at - PAGE);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return null;
  }
}
