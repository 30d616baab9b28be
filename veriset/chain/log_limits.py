"""How much of a chain's logs its nodes give at once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LogLimits:
    """What `eth_getLogs` may be asked for, and how deep a chain can change its mind.

    Attributes:
        blocks: most blocks in a call.
        results: most logs in an answer; a node cuts off or refuses what is more.
        addresses: most addresses in a call.
        history: blocks behind the head of which a node still has logs; None: of all.
        finality: blocks behind the head that can still be replaced.
        pause: seconds between looks at the head.
    """

    blocks: int = 2_000
    results: int = 10_000
    addresses: int = 200
    history: int | None = None
    finality: int = 128
    pause: float = 6.0


_LOCAL = LogLimits(blocks=10_000, pause=0.25)
# Lotus: 2,880 epochs (24 h) at most, and 24 h back; finality is reached after 900 epochs.
_FILECOIN = LogLimits(blocks=2_880, history=2_880, finality=900, pause=15.0)

_LIMITS = {
    1337: _LOCAL,
    31337: _LOCAL,
    837471: _LOCAL,
    314: _FILECOIN,
    314159: _FILECOIN,
}


def log_limits(chain_id: int) -> LogLimits:
    """Return the limits of a chain; careful ones for a chain of which nothing is known."""
    return _LIMITS.get(chain_id, LogLimits())
