import {
  BaseError,
  ContractFunctionExecutionError,
  ContractFunctionRevertedError,
  encodeErrorResult,
  HttpRequestError,
  InsufficientFundsError,
  type Hex,
  UserRejectedRequestError,
} from "viem";
import { describe, expect, it } from "vitest";
import { Problem } from "../app/problem";
import { provenanceRegistryAbi as abi } from "./abi";
import { explain } from "./explain";

const ID: Hex = `0x${"11".repeat(32)}`;
const ACCOUNT = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

/** As viem throws a revert with this data. */
function reverted(data: Hex): ContractFunctionExecutionError {
  const functionName = "recordVerification";
  const cause = new ContractFunctionRevertedError({ abi, functionName, data });
  return new ContractFunctionExecutionError(cause, { abi, functionName, args: [ID, ID, []] });
}

describe("what is said", () => {
  it("is a page's own problem as it is", () => {
    expect(explain(new Problem("Connect a wallet first."))).toBe("Connect a wallet first.");
  });

  it.each([
    ["a plain object of a wallet", { code: 4001, message: "User denied" }],
    ["viem's", new UserRejectedRequestError(new Error("no"))],
    [
      "one that is wrapped",
      new BaseError("x", { cause: new UserRejectedRequestError(new Error()) }),
    ],
  ])("of a rejected request, %s", (_, error) => {
    expect(explain(error)).toBe("You rejected it in your wallet; nothing was sent.");
  });

  it("of a node that is gone", () => {
    const error = new HttpRequestError({ url: "http://127.0.0.1:1", body: {} });
    expect(explain(error)).toMatch(/node does not answer/);
    expect(explain(new Error("Failed to fetch"))).toMatch(/node does not answer/);
  });

  it("of an account that cannot pay", () => {
    const error = new BaseError("x", { cause: new InsufficientFundsError() });
    expect(explain(error)).toMatch(/too little money/);
  });

  it("of the contracts' errors", () => {
    const known = encodeErrorResult({ abi, errorName: "AlreadyVerified", args: [ID, ID, ACCOUNT] });
    expect(explain(reverted(known))).toBe("You have recorded this image of this dataset before.");
    const other = encodeErrorResult({ abi, errorName: "SignatureExpired", args: [7n] });
    expect(explain(reverted(other))).toBe("The contract refused: signature expired (7).");
    expect(
      explain(reverted(other), { SignatureExpired: ([at]) => `Too late since ${String(at)}.` }),
    ).toBe("Too late since 7.");
    expect(explain(reverted("0x12345678"))).toMatch(/^The contract refused without a reason/);
  });

  it("is one line of anything else", () => {
    expect(explain(new Error("first\nsecond"))).toBe("first.");
    expect(explain(undefined)).toBe("Something went wrong.");
    expect(explain({ message: "odd" })).toBe("odd.");
  });
});
