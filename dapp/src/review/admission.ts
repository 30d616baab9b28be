import { type Address, type Hex, concat, getAddress, isAddress, keccak256, pad } from "viem";

/** A list of admitted accounts cannot be read, or the account is not on it. */
export class AdmissionError extends Error {}

/** The proof that an account is on a list of accounts, one a line, as `--allow-list` takes it.
 * The tree is StandardMerkleTree's with leaf encoding ["address"].
 * @throws AdmissionError if the list holds something else, or the account is not on it. */
export function proofFrom(text: string, account: Address): Hex[] {
  const accounts = readAccounts(text);
  const at = accounts.indexOf(getAddress(account));
  if (at < 0) throw new AdmissionError(`${account} is not on this list.`);
  return proofOf(accounts.map(leafOf), at);
}

function readAccounts(text: string): Address[] {
  const lines = text.split(/\r?\n/).map((line) => (line.split("#")[0] ?? "").trim());
  const accounts = lines.flatMap((line, at) => {
    if (line === "") return [];
    if (!isAddress(line, { strict: false })) {
      throw new AdmissionError(`Line ${at + 1} of the list is no address.`);
    }
    return [getAddress(line.toLowerCase())];
  });
  if (accounts.length === 0) throw new AdmissionError("The list holds no accounts.");
  return accounts;
}

const leafOf = (account: Address): Hex => keccak256(keccak256(pad(account, { size: 32 })));

const nodeOf = (a: Hex, b: Hex): Hex => keccak256(a < b ? concat([a, b]) : concat([b, a]));

/** Siblings from a leaf to the root; leaves are sorted and lie at the tree's end, from the last. */
function proofOf(leaves: readonly Hex[], of: number): Hex[] {
  const sorted = [...leaves].sort();
  const nodes = new Array<Hex>(2 * sorted.length - 1);
  sorted.forEach((leaf, at) => (nodes[nodes.length - 1 - at] = leaf));
  for (let at = nodes.length - sorted.length - 1; at >= 0; at--) {
    nodes[at] = nodeOf(nodes[2 * at + 1]!, nodes[2 * at + 2]!);
  }
  const proof: Hex[] = [];
  let at = nodes.length - 1 - sorted.indexOf(leaves[of]!);
  for (; at > 0; at = (at - 1) >> 1) proof.push(nodes[at % 2 ? at + 1 : at - 1]!);
  return proof;
}
