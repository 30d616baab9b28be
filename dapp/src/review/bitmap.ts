/** Most records in a batch, and bits in a word of the chain. */
export const MAX_BATCH = 256;

/** The word whose bit i, counted from the lowest, says whether record i is valid. */
export function encodeBitmap(valid: readonly boolean[]): bigint {
  if (valid.length > MAX_BATCH) throw new RangeError(`a batch has at most ${MAX_BATCH} records`);
  return valid.reduce((word, is, record) => (is ? word | (1n << BigInt(record)) : word), 0n);
}

/** Whether each of so many records is valid.
 * @throws RangeError if the word has bits beyond them. */
export function decodeBitmap(word: bigint, count: number): boolean[] {
  if (count > MAX_BATCH || word < 0n || word >> BigInt(count) !== 0n) {
    throw new RangeError(`the bitmap has bits above its ${count} records`);
  }
  return Array.from({ length: count }, (_, record) => ((word >> BigInt(record)) & 1n) === 1n);
}

/** Number of bits that are set. */
export function countBits(word: bigint): number {
  let count = 0;
  for (let rest = word; rest; rest &= rest - 1n) count++;
  return count;
}
