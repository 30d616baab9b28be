/** `0x1234…cdef`. */
export function shortHex(hex: string): string {
  return hex.length > 14 ? `${hex.slice(0, 6)}…${hex.slice(-4)}` : hex;
}

/** A hash or an address, shortened for the eye and whole for the pointer. */
export function Hex({ value }: { value: string }) {
  return (
    <code class="hex" title={value}>
      {shortHex(value)}
    </code>
  );
}
