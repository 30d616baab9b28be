import { describe, expect, it } from "vitest";
import { formatGeneral, formatWhole } from "./number-text";

describe("numbers as Python writes them", () => {
  it.each([
    [0, 6, "0"],
    [-0, 6, "-0"],
    [1, 6, "1"],
    [123456, 6, "123456"],
    [1234567, 6, "1.23457e+06"],
    [0.0001, 6, "0.0001"],
    [0.00001, 6, "1e-05"],
    [2.5, 1, "2"],
    [3.5, 1, "4"],
    [-12.5, 2, "-12"],
    [99999.95, 6, "99999.9"],
    [999999.5, 6, "1e+06"],
    [1e22, 15, "1e+22"],
    [0.1, 15, "0.1"],
    [100, 3, "100"],
    [1000, 3, "1e+03"],
    [NaN, 3, "nan"],
    [Infinity, 3, "inf"],
    [-Infinity, 3, "-inf"],
    [5e-324, 15, "4.94065645841247e-324"],
    [1000000000000005, 15, "1e+15"],
  ])("%d to %d digits is %s", (value, digits, text) =>
    expect(formatGeneral(value, digits)).toBe(text),
  );

  it.each([
    [0.5, "0"],
    [1.5, "2"],
    [2.5, "2"],
    [6.4999, "6"],
    [1e22, "10000000000000000000000"],
  ])("%d to the whole is %s", (value, text) => expect(formatWhole(value)).toBe(text));
});
