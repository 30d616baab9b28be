import type { Hex } from "viem";
import { expect, it } from "vitest";
import type { LineageEdge, LineageNode } from "../api/types";
import { BOX, placeLineage } from "./layout";

const node = (id: string, kind: LineageNode["kind"] = "dataset"): LineageNode => ({
  id: id as Hex,
  kind,
  name: id,
});
const edge = (from: string, to: string): LineageEdge => ({
  from: from as Hex,
  to: to as Hex,
  role: "trained_on",
});

it("puts each node right of what it comes from, and none on another", () => {
  const nodes = ["0xd", "0xb", "0xc", "0xa"].map((id) => node(id));
  const edges = [edge("0xa", "0xb"), edge("0xb", "0xd"), edge("0xa", "0xc"), edge("0xc", "0xd")];
  const drawing = placeLineage(nodes, edges);
  for (const { from, to } of drawing.edges) expect(to.x).toBeGreaterThan(from.x + BOX.width);
  const places = drawing.nodes.map(({ x, y }) => `${x},${y}`);
  expect(new Set(places).size).toBe(4);
  for (const { x, y } of drawing.nodes) {
    expect(x + BOX.width).toBeLessThan(drawing.width);
    expect(y + BOX.height).toBeLessThan(drawing.height);
  }
});

it("leads an edge past the nodes between its ends", () => {
  const nodes = ["0xa", "0xb", "0xc"].map((id) => node(id));
  const { edges, nodes: placed } = placeLineage(nodes, [
    edge("0xa", "0xb"),
    edge("0xb", "0xc"),
    edge("0xa", "0xc"),
  ]);
  const [passed] = edges.find(({ from, to }) => from.id === "0xa" && to.id === "0xc")!.through;
  const between = placed.find(({ id }) => id === "0xb")!;
  expect(passed!.x).toBe(between.x);
  expect(Math.abs(passed!.y - between.y)).toBeGreaterThan(BOX.height);
});

it("ends on a ring, which only a server that lies can claim", () => {
  const nodes = [node("0xa"), node("0xb")];
  expect(placeLineage(nodes, [edge("0xa", "0xb"), edge("0xb", "0xa")]).nodes).toHaveLength(2);
});

it("leaves out edges to nodes that are not there", () => {
  expect(placeLineage([node("0xa")], [edge("0xa", "0xb")]).edges).toEqual([]);
});
