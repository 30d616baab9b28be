"""What one person can do to earn more than honest play would."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Strategy:
    """How a person plays, and with whom.

    Attributes:
        name: shown.
        sigma: standard deviation, in pixels, of each edge from where the object's is.
        misses: chance that an object is left out.
        invents: chance of one box more, where no object is.
        source: of the boxes: "objects" (looks), "chance" (makes them up), "others" (copies the
            first play on the image if it can see it, else marks the middle of the picture).
        shares: whether all its accounts hand in the same boxes on an image, drawn once.
        wallets: accounts that the person plays from; the bet is split among them.
        members: persons of a ring, the person included; each has an own bet.
        reveals: whether the plays are revealed.
    """

    name: str
    sigma: float = 3.0
    misses: float = 0.02
    invents: float = 0.0
    source: str = "objects"
    shares: bool = False
    wallets: int = 1
    members: int = 1
    reveals: bool = True

    @property
    def accounts(self) -> int:
        """Accounts that play by this strategy."""
        return self.wallets * self.members


HONEST = Strategy("honest")

CATALOGUE = (
    Strategy("careless", sigma=14, misses=0.3, invents=0.3),
    Strategy("random", source="chance"),
    Strategy("copying", source="others"),
    Strategy("silent", reveals=False),
    Strategy("four wallets, honest boxes", wallets=4, shares=True),
    Strategy("four wallets, made-up boxes", wallets=4, source="chance", shares=True),
    Strategy("ring of two, same honest boxes", members=2, shares=True),
    Strategy("ring of two, made-up boxes", members=2, source="chance", shares=True),
)
"""Strategies of players; `validators` has that of a validator who does not look."""
