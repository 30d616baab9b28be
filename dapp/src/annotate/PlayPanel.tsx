import { useEffect, useRef, useState } from "preact/hooks";
import { zeroAddress } from "viem";
import { draw } from "./actions";
import type { Admission } from "./admission";
import { AdmissionField } from "./AdmissionField";
import { BetForm } from "./BetForm";
import type { Campaign, Player } from "./campaign-reader";
import { HeldImage } from "./HeldImage";
import type { Owner } from "./store";
import type { Doing } from "./use-campaign";

interface Props {
  campaign: Campaign;
  player: Player;
  owner: Owner;
  coin: string;
  doing: Doing;
}

/** What a player does as long as play is open: draw an image, annotate it, hand it in, bet. */
export function PlayPanel({ campaign, player, owner, coin, doing }: Props) {
  const [admission, setAdmission] = useState<Admission>();
  const needsAdmission = campaign.terms.verifier !== zeroAddress && player.role === "none";
  const isBarred = needsAdmission && !admission;
  const { hand } = player;
  const isHeld = hand !== null && campaign.time <= hand.heldUntil;
  const place = useRef<HTMLDivElement>(null);
  const last = useRef(isHeld);
  useEffect(() => {
    // The button that had the focus is gone with what it did: the keyboard goes on here.
    const isLost = last.current !== isHeld && document.activeElement === document.body;
    if (isLost) place.current?.querySelector("h2")?.focus();
    last.current = isHeld;
  }, [isHeld]);
  return (
    <>
      {needsAdmission && (
        <AdmissionField
          campaign={campaign}
          owner={owner}
          given={admission}
          onGiven={setAdmission}
        />
      )}
      <div ref={place} class="contents">
        {isHeld ? (
          <HeldImage
            key={hand.image}
            {...{ campaign, owner, doing }}
            image={hand.image}
            heldUntil={hand.heldUntil}
          />
        ) : (
          <section class="card" aria-labelledby="draw">
            <h2 id="draw" tabIndex={-1}>
              Your next image
            </h2>
            {hand && (
              <p class="note warn">
                The time to hand in image {hand.image} is over. Draw another one.
              </p>
            )}
            <p>
              The contract draws an image at random. You hold one at a time and never get one twice.
            </p>
            <button
              type="button"
              class="primary"
              disabled={doing.busy || isBarred}
              onClick={() => void doing.run(() => draw(owner, admission), "You have an image.")}
            >
              Draw an image
            </button>
          </section>
        )}
      </div>
      <BetForm {...{ owner, player, coin, doing, admission }} isBarred={isBarred} />
    </>
  );
}
