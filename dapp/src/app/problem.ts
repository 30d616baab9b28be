/** What went wrong, in a sentence that the visitor understands and can act on. */
export class Problem extends Error {
  override readonly name = "Problem";
}
