import type { Hex } from "viem";
import { api } from "../api/client";
import { knownStatus } from "../api/server";
import type { Lineage as Told, LineageEdge, LineageNode } from "../api/types";
import { useReaderTurn } from "../chain/client";
import { shortHex } from "../ui/Hex";
import { useTask } from "../ui/use-task";
import { BOX, type Drawing, type Line, placeLineage } from "./layout";
import { doubtfulEdges } from "./provenance";

const MOST_DRAWN = 40;

const SAID: Record<LineageEdge["role"], string> = {
  supersedes: "replaces",
  derived_from: "was derived from",
  trained_on: "was trained on",
};

/** Which versions and models a dataset is connected with, as a drawing and as a list. */
export function Lineage({ dataset }: { dataset: Hex }) {
  const { value, problem } = useTask(
    dataset,
    async (signal) => {
      await knownStatus();
      const told = await api.datasetLineage(dataset, signal);
      const kept = told.nodes.length <= MOST_DRAWN;
      const doubtful = kept ? await doubtfulEdges(told.nodes, told.edges) : null;
      return { told, doubtful };
    },
    useReaderTurn(),
  );
  if (problem && !value) return <p class="note warn">The lineage could not be read. {problem}</p>;
  if (!value || value.told.edges.length === 0) return null;
  const { told, doubtful } = value;
  const edges = told.edges.filter((edge) => !doubtful?.includes(edge));
  return (
    <section class="lineage stack">
      <h3>Lineage</h3>
      {told.nodes.length <= MOST_DRAWN && (
        <Picture drawing={placeLineage(told.nodes, edges)} here={dataset} />
      )}
      <Confirmed told={told} doubtful={doubtful} />
      <details open={told.nodes.length > MOST_DRAWN}>
        <summary>As a list</summary>
        <ul>
          {edges.map(({ from, to, role }) => (
            <li key={from + to + role}>
              {nameOf(told.nodes, to)} {SAID[role]} {nameOf(told.nodes, from)}
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

function Confirmed({ told, doubtful }: { told: Told; doubtful: LineageEdge[] | null }) {
  if (doubtful === null) {
    return <p class="muted small">As the server tells it; not checked against the chain.</p>;
  }
  if (doubtful.length > 0) {
    return (
      <p class="note bad">
        The chain does not confirm {doubtful.length} of the server&rsquo;s {told.edges.length}{" "}
        connections; they are left out.
      </p>
    );
  }
  return <p class="muted small">Every connection is confirmed by the chain.</p>;
}

function Picture({ drawing, here }: { drawing: Drawing; here: Hex }) {
  const { nodes, edges, width, height } = drawing;
  return (
    // A region that scrolls must take the focus, for the keyboard.
    <div class="scroll" tabIndex={0} role="group" aria-label="Drawing of the lineage">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        role="img"
        aria-label={`${nodes.length} datasets and models and ${edges.length} connections between them; the list below has them all.`}
      >
        {edges.map((edge) => (
          <Arrow edge={edge} key={edge.from.id + edge.to.id + edge.role} />
        ))}
        {nodes.map((node) => (
          <g key={node.id} class={`node ${node.kind} ${node.id === here ? "here" : ""}`}>
            <title>{node.name || node.id}</title>
            <rect x={node.x} y={node.y} width={BOX.width} height={BOX.height} rx="10" />
            <text x={node.x + 12} y={node.y + 20}>
              {clip(node.name || shortHex(node.id))}
            </text>
            <text class="kind" x={node.x + 12} y={node.y + 37}>
              {node.id === here ? "this dataset" : node.kind}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}

const BRIEFLY: Record<LineageEdge["role"], string> = {
  supersedes: "replaced by",
  derived_from: "derived",
  trained_on: "trained",
};

function Arrow({ edge: { from, to, role, through } }: { edge: Line }) {
  const middle = BOX.height / 2;
  const end = { x: to.x - 7, y: to.y + middle };
  // Across each column that it passes, and in a bend between columns.
  const stops = [
    { x: from.x + BOX.width, y: from.y + middle },
    ...through.flatMap(({ x, y }) => [
      { x, y: y + middle },
      { x: x + BOX.width, y: y + middle },
    ]),
    end,
  ];
  const path = stops.map(({ x, y }, i) => {
    const last = stops[i - 1];
    if (!last) return `M${x} ${y}`;
    const bend = (last.x + x) / 2;
    return `C${bend} ${last.y} ${bend} ${y} ${x} ${y}`;
  });
  const before = stops.at(-2)!;
  return (
    <g>
      <path class="edge" d={path.join("")} />
      <path class="arrow" d={`M${end.x + 7} ${end.y}l-9-5v10z`} />
      <text
        class="kind"
        text-anchor="middle"
        x={(before.x + end.x) / 2}
        y={(before.y + end.y) / 2 - 6}
      >
        {BRIEFLY[role]}
      </text>
    </g>
  );
}

function clip(text: string): string {
  return text.length > 21 ? `${text.slice(0, 20)}…` : text;
}

function nameOf(nodes: readonly LineageNode[], id: Hex): string {
  const node = nodes.find((candidate) => candidate.id === id);
  return node ? `${node.kind} ${node.name || shortHex(id)}` : shortHex(id);
}
