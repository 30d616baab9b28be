/** A number as Python's format `.{digits}g` writes it: so many significant digits, halves to even,
 * no zeros at the end. */
export function formatGeneral(value: number, digits: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const sign = value < 0 ? "-" : "";
  const [mantissa, exponent] = significant(Math.abs(value), digits);
  const shown = mantissa.replace(/0+$/, "") || "0";
  if (exponent < -4 || exponent >= digits) {
    const power = `${exponent < 0 ? "-" : "+"}${`${Math.abs(exponent)}`.padStart(2, "0")}`;
    return `${sign}${withPoint(shown, 1)}e${power}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${shown}`;
  return sign + withPoint(shown.padEnd(exponent + 1, "0"), exponent + 1);
}

/** A number as Python's format `.0f` writes it. */
export function formatWhole(value: number): string {
  if (!Number.isFinite(value)) return formatGeneral(value, 1);
  const down = Math.floor(value);
  const half = value - down === 0.5;
  const whole = half ? down + Math.abs(down % 2) : Math.round(value);
  return BigInt(whole).toString();
}

/** A whole number for people: 12,345. */
export const formatCount = (value: number | bigint): string => value.toLocaleString("en-US");

const withPoint = (digits: string, at: number): string =>
  digits.length > at ? `${digits.slice(0, at)}.${digits.slice(at)}` : digits;

/** The significant digits and the power of ten of the first of them. */
function significant(value: number, digits: number): [string, number] {
  // JavaScript rounds a half up, Python to even; a half ends the exact expansion.
  const exact = value.toExponential(99);
  const [head, power] = exact.split("e") as [string, string];
  const all = head.replace(".", "");
  const isHalf = /^50*$/.test(all.slice(digits));
  if (isHalf && Number(all[digits - 1]) % 2 === 0) return [all.slice(0, digits), Number(power)];
  const [rounded, exponent] = value.toExponential(digits - 1).split("e") as [string, string];
  return [rounded.replace(".", ""), Number(exponent)];
}
