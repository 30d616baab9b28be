/** What the page reads of the API's answers, by its own names; all of it comes from `schema`. */
import type { Chain, ImageLookup, Match as FullMatch, Status as FullStatus } from "./schema";

export type {
  Chain as AtBlock,
  Edge as LineageEdge,
  Lineage,
  Node as LineageNode,
  UsedBy as ModelUse,
} from "./schema";

export interface Answer {
  chain: Chain;
}

export interface Paged<T> extends Answer {
  items: T[];
  next: string | null;
}

export type Status = Omit<FullStatus, "index"> & {
  index: Pick<FullStatus["index"], "block" | "behind">;
};

/** An image in a dataset, and the proof for it. */
export type Match = Omit<FullMatch, "image"> & {
  image: Pick<FullMatch["image"], "width" | "height" | "path">;
};

export type HashKind = Match["kind"];

export type ImageAnswer = Omit<ImageLookup, "matches"> & { matches: Match[] };

export type Nonce = Pick<import("./schema").Nonce, "nonce">;

export type Session = Pick<import("./schema").Session, "address">;
