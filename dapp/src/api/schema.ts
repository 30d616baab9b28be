// Made by `python -m veriset.server.typescript`; change the server's models instead.

import type { Address, Hex } from "viem";

/** What a voter needs to judge a batch. */
export interface BatchReview {
  chain: Chain;
  batch: BatchState;
  records: DatasetRecord[];
  reference: string;
  statistics: Record<string, Record<string, unknown>>;
  flags: Flagged[];
  floods: Record<string, unknown>[];
  suggestion: string;
}

/** A batch of records; bit i of the outcome is record i. */
export interface BatchState {
  id: number;
  contributor: Address;
  count: number;
  closes_at: number;
  votes: number;
  status: "under_review" | "decided" | "expired";
  validated: number;
  outcome: Hex;
}

/** The hashes of an image. */
export interface BothHashes {
  bytes: Hex;
  pixels: Hex | null;
}

/** A cluster; centroid in 1/256 pixels: x, y, height, width. */
export interface Box {
  centroid: number[];
  label: number;
  members: number[];
  players: number;
}

/** An annotation campaign. */
export interface Campaign {
  address: Address;
  sponsor: Address;
  block: number;
  description: CampaignDescription | null;
  terms: CampaignTerms;
  phase: "play" | "reveal" | "settlement" | "review" | "ranking" | "payout";
  progress: Record<string, number>;
  manifest: ManifestState | null;
}

/** What a sponsor says in words. */
export interface CampaignDescription {
  name: string;
  objective: string;
  classes: string[];
  keywords: string[];
  manifest: string;
}

/** An image of a campaign; path and size are of the manifest, null until it is had. */
export interface CampaignImage {
  index: number;
  digest: Hex | null;
  hash_kind: "bytes" | "pixels" | null;
  path: string | null;
  width: number | null;
  height: number | null;
  status: "waiting" | "revealed" | "settled" | "counted" | "rejected";
  in_hand: number;
  handed_in: number;
  revealed: number;
}

/** An account of a campaign. */
export interface CampaignPlayer {
  chain: Chain;
  account: Address;
  role: "none" | "player" | "validator";
  number: number;
  added: string;
  handed_in: number;
  counted_plays: number;
  score: string | null;
  position: number | null;
  image: number | null;
  held_until: number | null;
  is_paid: boolean;
  owed: string;
}

/** A campaign's terms; times in seconds since 1970. */
export interface CampaignTerms {
  treasury: Address;
  verifier: Address;
  images_root: Hex;
  image_count: number;
  annotators: number;
  annotations_per_play: number;
  validators: number;
  sponsored_bet: string;
  validator_fee: string;
  distance: number;
  confirmation: number;
  payout_tolerance: number;
  sealed_plays: boolean;
  assignment_period: number;
  play_until: number;
  reveal_until: number;
  validate_until: number;
}

/** The block at which an answer holds. */
export interface Chain {
  id: number;
  block: number;
  block_hash: Hex;
  timestamp: number;
}

/** A collaborative dataset. */
export interface CollaborativeSummary {
  address: Address;
  creator: Address;
  name: string;
  schema_hash: Hex;
  block: number;
}

/** Where the contracts are; null: not on this chain. */
export interface ContractAddresses {
  ProvenanceRegistry: Address | null;
  CollaborativeDatasetFactory: Address | null;
  AnnotationCampaignFactory: Address | null;
}

/** A dataset of the registry. */
export interface Dataset {
  id: Hex;
  name: string;
  publisher: Address;
  root: Hex;
  count: number;
  hash_kind: "bytes" | "pixels";
  cid: string;
  metadata: string;
  supersedes: Hex | null;
  superseded_by: Hex | null;
  revoked: boolean;
  registered_at: number;
  block: number;
  manifest: ManifestState;
}

/** An image of a dataset, by its position. */
export interface DatasetImage {
  content_hash: Hex;
  width: number;
  height: number;
  size: number;
  path: string | null;
  index: number | null;
  label: string | null;
  split: string | null;
  position: number;
}

/** A record, with its values in units; bytes in hexadecimal, NaN is null. */
export interface DatasetRecord {
  batch: number;
  record: number;
  values: Record<string, number | string | null>;
}

/** Which way something went: from what it was made of to what was made. */
export interface Edge {
  from: Hex;
  to: Hex;
  role: "trained_on" | "derived_from" | "supersedes";
}

/** Why a record deserves a look. */
export interface Flagged {
  batch: number;
  record: number;
  kind: string;
  detail: string;
}

/** A dataset's money by what it is for. */
export interface Funds {
  pool: string;
  reserved: string;
  deposits: string;
  stakes: string;
  credited: string;
}

/** Where an image is; no match is an answer too. */
export interface ImageLookup {
  chain: Chain;
  digest: Hex;
  matches: Match[];
  models: UsedBy[];
}

/** What a manifest says of an image. */
export interface ImageOfManifest {
  content_hash: Hex;
  width: number;
  height: number;
  size: number;
  path: string | null;
  index: number | null;
  label: string | null;
  split: string | null;
}

/** What the plays of an image came to; computed again from the chain's plays. */
export interface ImageOutcome {
  chain: Chain;
  index: number;
  status: string;
  plays: PlayOf[];
  clusters: Box[];
  outliers: number[];
}

/** That an image is in a dataset. */
export interface ImageProof {
  chain: Chain;
  dataset: Hex;
  kind: "bytes" | "pixels";
  leaf: Leaf;
  index: number;
  proof: Hex[];
  root: Hex;
}

/** How far the index is. */
export interface IndexState {
  block: number;
  behind: number;
  manifests: Record<string, number>;
}

/** What is kept now. */
export interface Kept {
  chain: Chain;
  kept: number;
}

/** A Merkle leaf: `hash` = keccak256(keccak256(abi.encode(`content_hash`))). */
export interface Leaf {
  content_hash: Hex;
  hash: Hex;
}

/** Datasets and models that are connected, up and down. */
export interface Lineage {
  chain: Chain;
  nodes: Node[];
  edges: Edge[];
  truncated: boolean;
}

/** A message of EIP-4361 and its signature by the account in it. */
export interface Login {
  message: string;
  signature: Hex;
}

/** Whether the manifest of a dataset could be had. */
export interface ManifestState {
  state: "ready" | "waiting" | "refused";
  attempts: number;
  trouble: string | null;
}

/** A dataset that holds an image; `proof` leads from `leaf.hash` to `root`. */
export interface Match {
  dataset: Hex;
  name: string;
  publisher: Address;
  kind: "bytes" | "pixels";
  leaf: Leaf;
  index: number;
  image: ImageOfManifest;
  proof: Hex[];
  root: Hex;
  revoked: boolean;
  superseded_by: Hex | null;
}

/** A model of the registry. */
export interface Model {
  id: Hex;
  name: string;
  publisher: Address;
  digest: Hex;
  parent: Hex | null;
  datasets: Hex[];
  cid: string;
  metadata: string;
  revoked: boolean;
  registered_at: number;
  block: number;
}

/** A dataset or model of a lineage. */
export interface Node {
  id: Hex;
  kind: "dataset" | "model";
  name: string;
}

/** A nonce for a message of EIP-4361, good once and for ten minutes. */
export interface Nonce {
  nonce: string;
  expires_at: number;
}

/** An annotation campaign. */
export interface OneCampaign {
  address: Address;
  sponsor: Address;
  block: number;
  description: CampaignDescription | null;
  terms: CampaignTerms;
  phase: "play" | "reveal" | "settlement" | "review" | "ranking" | "payout";
  progress: Record<string, number>;
  manifest: ManifestState | null;
  chain: Chain;
}

/** An image of a campaign, with the proof under `terms.images_root`. */
export interface OneCampaignImage {
  chain: Chain;
  index: number;
  digest: Hex;
  hash_kind: "bytes" | "pixels";
  path: string | null;
  width: number;
  height: number;
  mime: string | null;
  status: string;
  proof: Hex[];
  root: Hex;
}

/** A collaborative dataset with its rules, its schema and how far it is. */
export interface OneCollaborative {
  address: Address;
  creator: Address;
  name: string;
  schema_hash: Hex;
  block: number;
  chain: Chain;
  rules: Record<string, unknown>;
  record_schema: Record<string, unknown> | null;
  batch_count: number;
  batches: Record<string, number>;
  records: Record<string, number>;
  funds: Funds;
}

/** A dataset, with the models trained on it. */
export interface OneDataset {
  id: Hex;
  name: string;
  publisher: Address;
  root: Hex;
  count: number;
  hash_kind: "bytes" | "pixels";
  cid: string;
  metadata: string;
  supersedes: Hex | null;
  superseded_by: Hex | null;
  revoked: boolean;
  registered_at: number;
  block: number;
  manifest: ManifestState;
  chain: Chain;
  models: Hex[];
}

/** A model. */
export interface OneModel {
  id: Hex;
  name: string;
  publisher: Address;
  digest: Hex;
  parent: Hex | null;
  datasets: Hex[];
  cid: string;
  metadata: string;
  revoked: boolean;
  registered_at: number;
  block: number;
  chain: Chain;
}

/** A revealed play; each annotation is x, y, height, width, class. */
export interface PlayOf {
  player: Address;
  annotations: number[][];
  score: string | null;
}

/** What went wrong, as RFC 9457 has it. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
}

/** Who has logged in. */
export interface Session {
  address: Address | null;
  expires_at: number | null;
}

/** What this server is. */
export interface Status {
  chain: Chain;
  version: string;
  network: string;
  rpc: string | null;
  contracts: ContractAddresses;
  index: IndexState;
}

/** Where an image that was sent is; it was hashed and dropped. */
export interface UploadLookup {
  chain: Chain;
  hashes: BothHashes;
  pixels_trouble: string | null;
  digest: Hex;
  matches: Match[];
  models: UsedBy[];
}

/** A model that was trained on a dataset that holds the image. */
export interface UsedBy {
  id: Hex;
  name: string;
  through: Hex;
}

/** A signed vote, as `veriset dataset vote --sign` writes it. */
export interface Vote {
  chainId: number;
  dataset: Address;
  batchId: number;
  validator: Address;
  bitmap: Hex;
  deadline: number;
  signature: Hex;
  proof?: Hex[];
}
