import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Flag, Flags } from "./flags";
import { formatCount } from "./number-text";
import { RecordRow } from "./RecordRow";
import type { Records } from "./records";
import { type Selection, clicked, pressed } from "./selection";
import { AS_CONTRIBUTED, type Filter, type Order, nextOrder, shownRows } from "./shown-rows";

export interface TableProps {
  readonly batch: number;
  readonly records: Records;
  readonly flags: Flags;
  readonly selection: Selection;
  /** Null where the visitor cannot vote. */
  readonly onChange: ((next: Selection) => void) | null;
  readonly approvals: readonly number[] | null;
  readonly votes: number;
  /** What became of each record, or what the visitor voted; null while it can be voted on. */
  readonly verdicts: readonly string[] | null;
}

/** Rows that are drawn at a time. */
const PAGE = 64;

const NO_FLAGS: readonly Flag[] = [];

/** The records of a batch: sorted, filtered and marked by mouse, touch or keyboard. */
export function RecordTable({ batch, records, flags, selection, onChange, ...rest }: TableProps) {
  const [filter, setFilter] = useState<Filter>("all");
  const [order, setOrder] = useState<Order>(AS_CONTRIBUTED);
  const body = useRef<HTMLTableSectionElement>(null);
  const moved = useRef(false);
  const [seen, setSeen] = useState(0); // where the eye is, of who cannot vote
  const flagsOf = useMemo(
    () =>
      Array.from(
        { length: records.count },
        (_, record) => flags.get(`${batch}:${record}`) ?? NO_FLAGS,
      ),
    [records, flags, batch],
  );
  const counts = useMemo(() => flagsOf.map((found) => found.length), [flagsOf]);
  const shown = useMemo(
    () => shownRows(records, counts, filter, order),
    [records, counts, filter, order],
  );
  const at = onChange ? selection.cursor : seen;
  const cursor = shown.includes(at) ? at : (shown[0] ?? 0);
  const start = Math.floor(Math.max(0, shown.indexOf(cursor)) / PAGE) * PAGE;
  const flagged = counts.filter(Boolean).length;

  useEffect(() => {
    if (!moved.current) return;
    moved.current = false;
    body.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, [selection]);

  const approvalsText = (record: number): string => {
    if (rest.approvals === null) return "…";
    return rest.votes === 0 ? "no votes yet" : `${rest.approvals[record]} of ${rest.votes}`;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!onChange || !(event.target as Element).matches("[data-record]")) return;
    const next = pressed({ ...selection, cursor }, event, shown);
    if (!next) return;
    event.preventDefault();
    moved.current = true;
    onChange(next);
  };
  const onClick = (event: MouseEvent): void => {
    const row = (event.target as Element).closest("tr");
    const mark = row?.querySelector<HTMLElement>("[data-record]");
    // A click that ends the marking of text is none on the row.
    if (!onChange || !mark || getSelection()?.isCollapsed === false) return;
    moved.current = true;
    onChange(clicked(selection, Number(mark.dataset.record), event.shiftKey, shown));
  };

  return (
    <>
      <div class="table-tools">
        <label>
          Show{" "}
          <select
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value as Filter)}
          >
            <option value="all">all {formatCount(records.count)}</option>
            <option value="flagged">flagged ({formatCount(flagged)})</option>
            <option value="unflagged">not flagged ({formatCount(records.count - flagged)})</option>
          </select>
        </label>
        <Pages
          start={start}
          shown={shown}
          onGo={(to) => (onChange ? onChange({ ...selection, cursor: to }) : setSeen(to))}
        />
      </div>
      <div class="table-scroll" role="region" aria-label="Records" tabIndex={0}>
        <table class="records">
          <caption class="hidden">
            Records of batch {batch}. In the column Vote: arrows move, Space marks, Shift with an
            arrow marks a range.
          </caption>
          <Head records={records} order={order} onOrder={setOrder} votes={rest.verdicts === null} />
          <tbody ref={body} onKeyDown={onKeyDown} onClick={onClick}>
            {shown.slice(start, start + PAGE).map((record) => (
              <RecordRow
                key={record}
                records={records}
                record={record}
                flags={flagsOf[record]!}
                valid={selection.valid[record]!}
                votable={onChange !== null}
                isCursor={record === cursor}
                approvals={approvalsText(record)}
                verdict={rest.verdicts?.[record] ?? null}
              />
            ))}
          </tbody>
        </table>
        {shown.length === 0 && <p class="muted">No record is {filter}.</p>}
      </div>
    </>
  );
}

interface HeadProps {
  readonly records: Records;
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  readonly votes: boolean;
}

function Head({ records, order, onOrder, votes }: HeadProps) {
  const column = (by: Order["by"], label: string, unit = "") => {
    const same = JSON.stringify(by) === JSON.stringify(order.by);
    const sort = !same ? "none" : order.descending ? "descending" : "ascending";
    return (
      <th key={label} scope="col" aria-sort={sort}>
        <button type="button" class="sort" onClick={() => onOrder(nextOrder(order, by))}>
          {label}
          {same && <span aria-hidden="true">{order.descending ? " ▼" : " ▲"}</span>}
        </button>
        {unit && <span class="unit">{unit}</span>}
      </th>
    );
  };
  return (
    <thead>
      <tr>
        {column("record", "Record")}
        <th scope="col">{votes ? "Vote" : "Outcome"}</th>
        {column("flags", "Why look")}
        <th scope="col">Approvals</th>
        {records.columns.map(({ field }) => column({ field: field.name }, field.name, field.unit))}
      </tr>
    </thead>
  );
}

interface PagesProps {
  readonly start: number;
  readonly shown: readonly number[];
  readonly onGo: (cursor: number) => void;
}

function Pages({ start, shown, onGo }: PagesProps) {
  if (shown.length <= PAGE) return null;
  const go = (to: number) => () => onGo(shown[to]!);
  return (
    <span class="pages">
      <button type="button" disabled={start === 0} onClick={go(start - PAGE)}>
        Previous
      </button>{" "}
      {start + 1}–{Math.min(start + PAGE, shown.length)} of {shown.length}{" "}
      <button type="button" disabled={start + PAGE >= shown.length} onClick={go(start + PAGE)}>
        Next
      </button>
    </span>
  );
}
