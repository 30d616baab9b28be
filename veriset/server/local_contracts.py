"""python -m veriset.server.local_contracts: deploy what is missing on the local chain."""

from __future__ import annotations

import sys

from veriset.chain.campaign_factory import CampaignFactory
from veriset.chain.dataset_factory import DatasetFactory
from veriset.chain.networks import LOCAL_NETWORK
from veriset.chain.registry import CONTRACT as REGISTRY
from veriset.errors import VerisetError


def main() -> int:
    """Deploy; return 1 if that failed."""
    from veriset.chain.brownie_session import brownie_session
    from veriset.chain.deploy import deploy

    try:
        with brownie_session(LOCAL_NETWORK):
            for contract in (REGISTRY, DatasetFactory.CONTRACT, CampaignFactory.CONTRACT):
                deploy(contract)
    except VerisetError as error:
        print(f"error: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
