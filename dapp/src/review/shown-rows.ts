import type { Stored } from "./field";
import type { Records } from "./records";

/** By what rows are ordered: their position, the flags, or a field by name. */
export interface Order {
  readonly by: "record" | "flags" | { readonly field: string };
  readonly descending: boolean;
}

export type Filter = "all" | "flagged" | "unflagged";

export const AS_CONTRIBUTED: Order = { by: "record", descending: false };

/** The positions of the records that are seen, in their order.
 * @param flags - number of flags of each record. */
export function shownRows(
  records: Records,
  flags: readonly number[],
  filter: Filter,
  order: Order,
): number[] {
  const rows = Array.from({ length: records.count }, (_, row) => row).filter(
    (row) => filter === "all" || (filter === "flagged") === flags[row]! > 0,
  );
  const keys = keysOf(records, flags, order);
  const sign = order.descending ? -1 : 1;
  return rows.sort((a, b) => sign * compared(keys[a]!, keys[b]!) || a - b);
}

/** The order after a click on a column's title: first one way, then the other, then none. */
export function nextOrder(now: Order, by: Order["by"]): Order {
  const same = JSON.stringify(now.by) === JSON.stringify(by);
  if (!same) return { by, descending: by === "flags" };
  const turned = now.descending !== (by === "flags");
  return turned ? AS_CONTRIBUTED : { by, descending: !now.descending };
}

function keysOf(records: Records, flags: readonly number[], { by }: Order): readonly Stored[] {
  if (by === "record") return flags.map((_, row) => row);
  if (by === "flags") return flags;
  return records.columns.find(({ field }) => field.name === by.field)?.stored ?? flags.map(() => 0);
}

/** NaN is after all numbers. */
function compared(a: Stored, b: Stored): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -1 : a > b ? 1 : 0;
}
