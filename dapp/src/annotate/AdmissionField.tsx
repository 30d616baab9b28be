import { useState } from "preact/hooks";
import { explain } from "../chain/explain";
import { type Admission, parseAdmission } from "./admission";
import type { Campaign } from "./campaign-reader";
import type { Owner } from "./store";

/** Most characters of an admission; a contract's signature may be long. */
const LENGTH_MOST = 100_000;

interface Props {
  campaign: Campaign;
  owner: Owner;
  given: Admission | undefined;
  onGiven: (admission: Admission | undefined) => void;
}

/** Takes what the campaign's verifier gave the visitor, as text or as a file. */
export function AdmissionField({ campaign, owner, given, onGiven }: Props) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState("");
  const take = (now: string): void => {
    setText(now);
    setProblem("");
    onGiven(undefined);
    if (now.trim() === "") return;
    try {
      const place = { chainId: owner.chainId, campaign: owner.campaign, account: owner.player };
      onGiven(parseAdmission(now, place, BigInt(campaign.time)));
    } catch (error) {
      setProblem(explain(error));
    }
  };
  const read = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    if (file.size > LENGTH_MOST) setProblem("This file is too large for an admission.");
    else take(await file.text().catch(() => "This file could not be read."));
  };
  return (
    <section class="card" aria-labelledby="admission">
      <h2 id="admission">Admission</h2>
      <p>
        This campaign admits whom its verifier names. Paste the admission that it gave you, or
        choose its file; it is needed once.
      </p>
      <div class="stack">
        <label>
          Admission
          <textarea
            rows={3}
            value={text}
            maxLength={LENGTH_MOST}
            aria-invalid={problem !== ""}
            aria-describedby="admission-said"
            onInput={(event) => take(event.currentTarget.value)}
          />
        </label>
        <label>
          Or its file{" "}
          <input
            type="file"
            accept=".json,application/json"
            onChange={(event) => void read(event.currentTarget.files?.[0])}
          />
        </label>
        <p id="admission-said" role="status" class={problem ? "note bad" : "note"}>
          {problem || (given ? "The admission is for you. Go on below." : "None is given yet.")}
        </p>
      </div>
    </section>
  );
}
