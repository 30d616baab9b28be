import {
  ContractFunctionExecutionError,
  ContractFunctionRevertedError,
  encodeErrorResult,
  HttpRequestError,
  UserRejectedRequestError,
} from "viem";
import { describe, expect, it } from "vitest";
import { annotationCampaignAbi as abi } from "../chain/abi";
import { explainCampaign } from "./sentences";

type Name = "NoImageLeft" | "BetZero" | "CommitmentZero";

function refusal(errorName: Name): Error {
  const data = encodeErrorResult(
    errorName === "NoImageLeft"
      ? { abi, errorName, args: [`0x${"1".repeat(40)}`] }
      : { abi, errorName },
  );
  const cause = new ContractFunctionRevertedError({
    abi: [...abi],
    data,
    functionName: "giveBack",
  });
  return new ContractFunctionExecutionError(cause, { abi: [...abi], functionName: "giveBack" });
}

describe("what went wrong, in words", () => {
  it("says what the contract's refusals mean", () => {
    expect(explainCampaign(refusal("NoImageLeft"))).toContain("others may still return theirs");
    expect(explainCampaign(refusal("BetZero"))).toContain("give an amount");
    expect(explainCampaign(refusal("CommitmentZero"))).toContain("commitment zero");
  });

  it("leaves the rest to the page", () => {
    expect(explainCampaign(new UserRejectedRequestError(new Error("no")))).toContain("ejected it");
    const gone = new HttpRequestError({ url: "http://127.0.0.1:1", cause: new Error("refused") });
    expect(explainCampaign(gone)).toContain("does not answer");
  });
});
