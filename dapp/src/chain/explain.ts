import {
  BaseError,
  ContractFunctionRevertedError,
  HttpRequestError,
  InsufficientFundsError,
  TimeoutError,
  WaitForTransactionReceiptTimeoutError,
} from "viem";
import { Problem } from "../app/problem";

/** Sentences for errors of the contracts; anything else is told by its name. */
export type Sentences = Record<string, (args: readonly unknown[]) => string>;

const GENERAL: Sentences = {
  AlreadyVerified: () => "You have recorded this image of this dataset before.",
  BadProof: () => "The contract refused the proof: it does not lead to the dataset's root.",
  UnknownDataset: () => "This dataset is not registered on the chain that your wallet is on.",
};

const NODE_GONE = "The chain's node does not answer. Nothing is lost; try again in a moment.";

/** What went wrong, as one plain sentence. `sentences` are for a page's own contract errors. */
export function explain(error: unknown, sentences: Sentences = {}): string {
  if (error instanceof Problem) return error.message;
  const code = codeOf(error);
  if (code === 4001) return "You rejected it in your wallet; nothing was sent.";
  if (code === -32002) return "Your wallet has an open question already; answer it there first.";
  if (code === 4100) return "Your wallet does not let this page use that account; connect again.";
  if (code === 4900 || code === 4901) return "Your wallet has lost its connection to the chain.";
  if (isNodeGone(error)) return NODE_GONE;
  if (error instanceof BaseError) {
    const reverted = error.walk((cause) => cause instanceof ContractFunctionRevertedError);
    if (reverted instanceof ContractFunctionRevertedError) return revertText(reverted, sentences);
    if (error.walk((cause) => cause instanceof InsufficientFundsError)) {
      return "Your account has too little money for this and its gas.";
    }
    if (error.walk((cause) => cause instanceof WaitForTransactionReceiptTimeoutError)) {
      return "The transaction was sent, but is not in a block yet; look in your wallet.";
    }
    return sentence(error.details || error.shortMessage);
  }
  const { message } = (error ?? {}) as { message?: unknown }; // wallets throw plain objects
  return sentence(typeof message === "string" ? message : "Something went wrong.");
}

interface Cause {
  code?: unknown;
  message?: unknown;
  details?: unknown;
  data?: unknown;
  cause?: unknown;
}

/** An error and its causes, the outermost first. */
function* causesOf(error: unknown): Generator<Cause> {
  let cause = error;
  for (let depth = 0; depth < 12 && typeof cause === "object" && cause !== null; depth++) {
    yield cause;
    cause = (cause as Cause).cause;
  }
}

/** The code of an EIP-1193 or JSON-RPC error, wherever in the chain of causes it is. */
function codeOf(error: unknown): number | undefined {
  for (const { code } of causesOf(error)) {
    if (typeof code === "number" && (code >= 4000 || code === -32002)) return code;
  }
  return undefined;
}

function revertText(reverted: ContractFunctionRevertedError, sentences: Sentences): string {
  const { data, reason, signature } = reverted;
  if (data) {
    const write = sentences[data.errorName] ?? GENERAL[data.errorName];
    if (write) return write(data.args ?? []);
    if (data.errorName !== "Error" && data.errorName !== "Panic") {
      const args = (data.args ?? []).map(String).join(", ");
      return `The contract refused: ${words(data.errorName)}${args && ` (${args})`}.`;
    }
  }
  if (reason) return `The contract refused: ${sentence(reason)}`;
  return `The contract refused without a reason${signature ? ` (${signature})` : ""}.`;
}

/** `AlreadyVerified` as "already verified". */
function words(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}

/** Wallets say in words alone that their node is gone, and viem takes those for a revert's. */
function isNodeGone(error: unknown): boolean {
  for (const { message, details, code, data } of causesOf(error)) {
    if (data !== undefined && code !== undefined) return false; // the node's answer, a revert
    const text = `${String(message)} ${String(details)}`;
    if (/failed to fetch|fetch failed|econnre|networkerror|disconnected/i.test(text)) return true;
  }
  return [...causesOf(error)].some(
    (cause) => cause instanceof HttpRequestError || cause instanceof TimeoutError,
  );
}

function sentence(text: string): string {
  const line = text.trim().split("\n")[0] ?? "";
  if (line === "") return "Something went wrong.";
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
