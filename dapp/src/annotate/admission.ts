import { getAddress, type Hex, isAddressEqual, isHex } from "viem";

/** What a campaign takes where it needs no admission. */
export const NO_ADMISSION: Admission = { deadline: 0n, signature: "0x" };

/** `ICampaignBase.Admission`. */
export interface Admission {
  readonly deadline: bigint;
  readonly signature: Hex;
}

/** Where and by whom an admission is to be used. */
export interface Place {
  readonly chainId: number;
  readonly campaign: Hex;
  readonly account: Hex;
}

/** An admission that is none, or not for this. */
export class AdmissionError extends Error {}

/** The admission in what a verifier gave out, as `veriset campaign admit --out` writes it.
 * @param time - of the chain, in seconds since 1970.
 * @throws AdmissionError if it is something else, for something else, or out of date. */
export function parseAdmission(text: string, place: Place, time: bigint): Admission {
  let given: Place & Admission;
  try {
    given = read(text);
  } catch {
    throw new AdmissionError(
      "This is no admission. The campaign's verifier makes one with: veriset campaign admit " +
        place.account,
    );
  }
  if (
    given.chainId !== place.chainId ||
    !isAddressEqual(given.campaign, place.campaign) ||
    !isAddressEqual(given.account, place.account)
  ) {
    throw new AdmissionError(
      `This admits ${given.account} to campaign ${given.campaign} on chain ${given.chainId}, ` +
        `not ${place.account} to this campaign on chain ${place.chainId}.`,
    );
  }
  if (given.deadline < time) {
    throw new AdmissionError("This admission is out of date. Ask the verifier for another.");
  }
  return { deadline: given.deadline, signature: given.signature };
}

function read(text: string): Place & Admission {
  const values = JSON.parse(text) as Record<string, unknown>;
  const given = String(values.signature);
  const signature = given.startsWith("0x") ? given : `0x${given}`;
  if (!isHex(signature) || signature.length % 2 !== 0) throw new Error("signature");
  const [chainId, deadline] = [values.chainId, values.deadline];
  if (!Number.isSafeInteger(chainId)) throw new Error("chainId");
  if (!Number.isSafeInteger(deadline) || (deadline as number) < 0) throw new Error("deadline");
  return {
    chainId: chainId as number,
    campaign: getAddress(String(values.campaign)),
    account: getAddress(String(values.account)),
    deadline: BigInt(deadline as number),
    signature,
  };
}
