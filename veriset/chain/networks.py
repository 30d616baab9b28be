"""The networks that are known by name, from network-config.yaml and Brownie's own list."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from veriset.errors import ChainError
from veriset.paths import PROJECT

LOCAL_NETWORK = "veriset-local"
"""The chain on this machine that keeps its state from run to run."""

LOCAL_CHAIN_IDS = frozenset({1337, 31337, 837471})
"""ganache, anvil and `LOCAL_NETWORK`: chains that nobody else can see."""

LOCAL_PORT_VARIABLE = "VERISET_LOCAL_PORT"
"""Names the port of `LOCAL_NETWORK`'s node; network-config.yaml refers to it."""


@dataclass(frozen=True)
class Network:
    """A chain and where to reach it.

    Attributes:
        name: as in `--network`.
        chain_id: EIP-155 chain id that its node must report.
        host: address of the node; may name environment variables as `$NAME`.
        timeout: seconds to wait for an answer.
    """

    name: str
    chain_id: int
    host: str
    timeout: float

    @property
    def is_local(self) -> bool:
        """Whether the chain exists on this machine alone."""
        return self.chain_id in LOCAL_CHAIN_IDS


def load_network(name: str) -> Network:
    """Return the network of that name.

    Raises:
        ChainError: there is none, or its host needs an environment variable that is not set.
    """
    networks = known_networks()
    if name not in networks:
        raise ChainError(f"there is no network {name!r}; choose one of {', '.join(networks)}")
    settings = networks[name]
    return Network(
        name=name,
        chain_id=int(settings["chainid"]),
        host=_expand(str(settings["host"]), name),
        timeout=float(settings.get("timeout", 30)),
    )


def known_networks() -> dict[str, dict[str, Any]]:
    """Return the settings of each live network by name; ours win over Brownie's."""
    import yaml

    # The compiled form takes a tenth of the half second that Brownie's long list takes.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    networks: dict[str, dict[str, Any]] = {}
    for path in (Path.home() / ".brownie" / "network-config.yaml", PROJECT / "network-config.yaml"):
        if not path.is_file():
            continue
        try:
            config = yaml.load(path.read_text(), loader) or {}
        except (OSError, yaml.YAMLError) as error:
            raise ChainError(f"cannot read {path}: {error}") from error
        for environment in config.get("live") or []:
            for network in environment.get("networks") or []:
                networks[network["id"]] = network
    return networks


def _expand(host: str, network: str) -> str:
    def value(match: re.Match[str]) -> str:
        variable = match[1] or match[2]
        if variable not in os.environ:
            raise ChainError(
                f"network {network} needs the environment variable {variable}"
                + ("; start its node with: veriset chain start" if network == LOCAL_NETWORK else "")
            )
        return os.environ[variable]

    return re.sub(r"\$(?:\{(\w+)\}|(\w+))", value, host)
