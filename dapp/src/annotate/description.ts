import { type Hex, hexToBytes } from "viem";

/** A campaign in its sponsor's words; see `veriset.campaigns.description`. */
export interface Description {
  readonly name: string;
  readonly objective: string;
  /** Names of the classes, by their numbers; empty where classes are not asked for. */
  readonly classes: readonly string[];
  readonly keywords: readonly string[];
  /** CID of the manifest of the images. */
  readonly manifest: string;
}

/** What stands on the chain, as far as it is a description; the chain does not check it. */
export function parseDescription(content: Hex): Description {
  let values: Record<string, unknown> = {};
  try {
    const read: unknown = JSON.parse(new TextDecoder("utf-8").decode(hexToBytes(content)));
    if (typeof read === "object" && read !== null) values = read as Record<string, unknown>;
  } catch {
    // The sponsor wrote something else there; the campaign can be played all the same.
  }
  const text = (key: string): string => (typeof values[key] === "string" ? values[key] : "");
  const list = (key: string): string[] => {
    const value = values[key];
    const isList = Array.isArray(value) && value.every((one) => typeof one === "string");
    return isList ? value.slice(0, 256) : [];
  };
  return {
    name: text("name") || "A campaign without a name",
    objective: text("objective"),
    classes: list("classes"),
    keywords: list("keywords"),
    manifest: text("manifest"),
  };
}
