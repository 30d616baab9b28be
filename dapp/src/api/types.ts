import type { Address, Hex } from "viem";

/** The block at which an answer holds. */
export interface AtBlock {
  id: number;
  block: number;
  block_hash: Hex;
  timestamp: number;
}

export interface Answer {
  chain: AtBlock;
}

export interface Paged<T> extends Answer {
  items: T[];
  next: string | null;
}

export interface Status extends Answer {
  version: string;
  network: string;
  rpc: string | null;
  contracts: Record<
    "ProvenanceRegistry" | "CollaborativeDatasetFactory" | "AnnotationCampaignFactory",
    Address | null
  >;
  index: { block: number; behind: number };
}

export type HashKind = "bytes" | "pixels";

/** An image in a dataset, and the proof for it. */
export interface Match {
  dataset: Hex;
  name: string;
  publisher: Address;
  kind: HashKind;
  root: Hex;
  revoked: boolean;
  superseded_by: Hex | null;
  leaf: { content_hash: Hex; hash: Hex };
  index: number;
  image: { width: number | null; height: number | null; path: string | null };
  proof: Hex[];
}

export interface ModelUse {
  id: Hex;
  name: string;
  through: Hex;
}

export interface ImageAnswer extends Answer {
  digest: Hex;
  matches: Match[];
  models: ModelUse[];
}

export interface LineageNode {
  id: Hex;
  kind: "dataset" | "model";
  name: string;
}

/** `to` supersedes, is derived from or was trained on `from`. */
export interface LineageEdge {
  from: Hex;
  to: Hex;
  role: "supersedes" | "derived_from" | "trained_on";
}

export interface Lineage extends Answer {
  nodes: LineageNode[];
  edges: LineageEdge[];
  truncated: boolean;
}

export interface Nonce {
  nonce: string;
}

export interface Session {
  address: Address | null;
}
