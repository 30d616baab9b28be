import type { Hex } from "viem";
import type { LineageEdge, LineageNode } from "../api/types";

export interface Point {
  x: number;
  y: number;
}

export interface Placed extends LineageNode, Point {}

export interface Line {
  from: Placed;
  to: Placed;
  role: LineageEdge["role"];
  /** Where it goes through the columns between its ends. */
  through: Point[];
}

export interface Drawing {
  nodes: Placed[];
  edges: Line[];
  width: number;
  height: number;
}

export const BOX = { width: 168, height: 48, across: 92, down: 18, margin: 8 };

/** What has a row in a column: a node, or an edge that passes through. */
interface Seat {
  id: string;
  /** Seats in the column before that it is connected with. */
  from: string[];
}

/** Place what came first on the left, each node right of everything that it comes from. */
export function placeLineage(
  nodes: readonly LineageNode[],
  edges: readonly LineageEdge[],
): Drawing {
  const column = columnsOf(nodes, edges);
  const known = edges.filter(({ from, to }) => column.has(from) && column.has(to));
  const columns: Seat[][] = [];
  const seats = new Map<string, Seat>();
  const sit = (at: number, id: string): Seat => {
    const seat: Seat = { id, from: [] };
    (columns[at] ??= []).push(seat);
    seats.set(id, seat);
    return seat;
  };
  for (const { id } of nodes) sit(column.get(id)!, id);
  const passing = known.map(({ from, to, role }) => {
    const through: string[] = [];
    let last: string = from;
    for (let at = column.get(from)! + 1; at < column.get(to)!; at++) {
      const seat = sit(at, `${from} ${to} ${role} ${at}`);
      seat.from.push(last);
      through.push((last = seat.id));
    }
    seats.get(to)!.from.push(last);
    return through;
  });

  const row = new Map<string, number>();
  for (const members of columns) {
    // Beside what they come from, so that few lines cross.
    const wish = new Map(
      members.map(({ id, from }) => {
        const rows = from.map((other) => row.get(other) ?? 0);
        return [id, rows.length ? rows.reduce((sum, at) => sum + at, 0) / rows.length : 0];
      }),
    );
    members.sort((a, b) => wish.get(a.id)! - wish.get(b.id)!);
    members.forEach(({ id }, at) => row.set(id, at));
  }
  const most = Math.max(1, ...columns.map((members) => members.length));
  const step = BOX.height + BOX.down;
  const place = new Map<string, Point>();
  columns.forEach((members, across) => {
    members.forEach(({ id }, down) => {
      place.set(id, {
        x: BOX.margin + across * (BOX.width + BOX.across),
        y: BOX.margin + (down + (most - members.length) / 2) * step,
      });
    });
  });
  const placed = new Map(nodes.map((node) => [node.id, { ...node, ...place.get(node.id)! }]));
  return {
    nodes: [...placed.values()],
    edges: known.map(({ from, to, role }, i) => ({
      from: placed.get(from)!,
      to: placed.get(to)!,
      role,
      through: passing[i]!.map((id) => place.get(id)!),
    })),
    width: 2 * BOX.margin + columns.length * (BOX.width + BOX.across) - BOX.across,
    height: 2 * BOX.margin + most * step - BOX.down,
  };
}

function columnsOf(nodes: readonly LineageNode[], edges: readonly LineageEdge[]): Map<Hex, number> {
  const column = new Map<Hex, number>(nodes.map(({ id }) => [id, 0]));
  let moved = true;
  // The registry has no cycles; a server that claims one must not hang the page.
  for (let round = 0; moved && round <= nodes.length; round++) {
    moved = false;
    for (const { from, to } of edges) {
      const [before, after] = [column.get(from), column.get(to)];
      if (before === undefined || after === undefined) continue;
      if (after <= before && before + 1 < nodes.length) {
        column.set(to, before + 1);
        moved = true;
      }
    }
  }
  // A ring may leave a column empty.
  const used = [...new Set(column.values())].sort((a, b) => a - b);
  return new Map([...column].map(([id, at]) => [id, used.indexOf(at)]));
}
