"""The factory of annotation campaigns."""

from __future__ import annotations

from veriset.chain.annotation_campaign import AnnotationCampaign
from veriset.chain.factory import Factory


class CampaignFactory(Factory[AnnotationCampaign]):
    """The factory of annotation campaigns at an address."""

    CONTRACT = "AnnotationCampaignFactory"
    NOUN = "campaign"
    VARIABLE = "VERISET_CAMPAIGN"

    def connect(self, address: str) -> AnnotationCampaign:
        """Return the campaign at an address that this factory opened."""
        return AnnotationCampaign(self.web3, address)
