import { Component } from "preact";
import { valueText } from "./field";
import type { Flag } from "./flags";
import type { Records } from "./records";

export interface RowProps {
  readonly records: Records;
  readonly record: number;
  readonly flags: readonly Flag[];
  readonly valid: boolean;
  /** Whether the visitor can vote; without, `verdict` is all that is said. */
  readonly votable: boolean;
  readonly isCursor: boolean;
  readonly approvals: string;
  readonly verdict: string | null;
}

/** A record; drawn again only when what it shows has changed, for there may be 256 of them. */
export class RecordRow extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    return (Object.keys(next) as (keyof RowProps)[]).some((key) => next[key] !== this.props[key]);
  }

  override render({ records, record, flags, valid, votable, isCursor, ...rest }: RowProps) {
    const fields = new Set(flags.map((flag) => flag.field));
    return (
      <tr class={`${valid ? "valid" : "invalid"}${flags.length > 0 ? " flagged" : ""}`}>
        <th scope="row" class="number">
          {record}
        </th>
        <td class="vote">
          {votable ? (
            <span
              role="checkbox"
              aria-checked={valid}
              aria-label={`Record ${record} is valid`}
              tabIndex={isCursor ? 0 : -1}
              data-record={record}
              class="mark"
            >
              {valid ? "✓ valid" : "– not valid"}
            </span>
          ) : (
            rest.verdict
          )}
        </td>
        <td class="reason">
          {flags.map((flag) => (
            <div key={flag.kind + flag.detail}>
              <strong>{flag.kind}</strong>: {flag.detail}
            </div>
          ))}
        </td>
        <td class="number">{rest.approvals}</td>
        {records.columns.map(({ field, stored }) => (
          <td key={field.name} class={fields.has(field.name) ? "number flagged" : "number"}>
            {fields.has(field.name) && <span class="hidden">flagged: </span>}
            {valueText(field, stored[record]!)}
          </td>
        ))}
      </tr>
    );
  }
}
