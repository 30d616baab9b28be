import type { Address, Hex } from "viem";
import { readContract } from "viem/actions";
import { useEffect, useState } from "preact/hooks";
import { announceError } from "../app/announce";
import { collaborativeDatasetAbi as abi } from "../chain/abi";
import { reader } from "../chain/client";
import { explain } from "../chain/explain";
import { type Badge, readBadges } from "./badge";
import type { Loaded } from "./use-dataset";

/** What an account is and has in a dataset. */
export interface AccountState {
  readonly points: bigint;
  readonly credit: bigint;
  /** 0 none, 1 active, 2 leaving. */
  readonly status: number;
  /** Seconds since 1970; 0 unless it is leaving. */
  readonly stakeReleasedAt: number;
  /** Whether it may vote. */
  readonly admitted: boolean;
  /** What it can claim: batches, and the points and wei that they give. */
  readonly claimable: { batches: readonly bigint[]; points: bigint; amount: bigint };
  readonly badges: readonly Badge[];
  /** With which `admitted` was asked. */
  readonly proof: readonly Hex[];
}

const VALIDATOR = 1;

/** Most batches that are looked at in a call. */
const PAGE = 256n;

/** The state of an account, read again with each snapshot; null until it is there. */
export function useAccount(
  { dataset, snapshot }: Loaded,
  account: Address | null,
  proof: readonly Hex[],
): AccountState | null {
  const [found, setFound] = useState<{ account: Address; state: AccountState } | null>(null);
  const { address } = dataset;
  useEffect(() => {
    if (account === null) return;
    const stop = new AbortController();
    readAccount(address, account, proof, snapshot.batches.length)
      .then((state) => !stop.signal.aborted && setFound({ account, state }))
      .catch((error: unknown) => !stop.signal.aborted && announceError(explain(error)));
    return () => stop.abort();
  }, [address, snapshot, account, proof]);
  return found !== null && found.account === account ? found.state : null;
}

async function readAccount(
  address: Address,
  account: Address,
  proof: readonly Hex[],
  batchCount: number,
): Promise<AccountState> {
  const { client } = reader();
  const contract = { address, abi } as const;
  const [state, admitted, badges] = await Promise.all([
    readContract(client, { ...contract, functionName: "accountOf", args: [account] }),
    readContract(client, {
      ...contract,
      functionName: "isAdmitted",
      args: [account, VALIDATOR, proof],
    }),
    readBadges(client, address, account),
  ]);
  const batches: bigint[] = [];
  let points = 0n;
  let amount = 0n;
  for (let start = 0n; start < BigInt(batchCount);) {
    const [ids, morePoints, more, next] = await readContract(client, {
      ...contract,
      functionName: "claimable",
      args: [account, start, PAGE],
    });
    batches.push(...ids);
    points += morePoints;
    amount += more;
    start = next;
  }
  return {
    points: state.points,
    credit: state.credit,
    status: state.status,
    stakeReleasedAt: Number(state.stakeReleasedAt),
    admitted,
    claimable: { batches, points, amount },
    badges,
    proof,
  };
}
