"""The code of a campaign stands in two contracts, which together keep what the interface says."""

import pytest
from eth_utils.abi import function_abi_to_4byte_selector

SHARED = {"eip712Domain"}


def functions(abi) -> dict[bytes, str]:
    entries = [entry for entry in abi if entry["type"] == "function"]
    return {function_abi_to_4byte_selector(entry): entry["name"] for entry in entries}


@pytest.fixture(scope="module")
def halves(project):
    return (
        functions(project.AnnotationCampaign.abi),
        functions(project.AnnotationCampaignResults.abi),
    )


def test_all_of_the_interface_is_there(project, halves):
    promised = functions(project.interface.IAnnotationCampaign.abi)
    assert promised.keys() <= halves[0].keys() | halves[1].keys()
    assert {**halves[0], **halves[1]}.items() - promised.items() == {
        (selector, name) for selector, name in halves[0].items() if name in SHARED
    }


def test_nothing_is_there_twice(halves):
    both = {name for selector, name in halves[0].items() if selector in halves[1]}
    assert both == SHARED


def test_both_fit_into_a_contract(project):
    for name in ("AnnotationCampaign", "AnnotationCampaignResults", "Clusterer"):
        assert len(project[name].bytecode) // 2 <= 24_576, name


def test_money_sent_to_a_call_that_takes_none_is_refused(opened, alice, web3):
    """Also on the way through the fallback."""
    campaign, _ = opened()
    for data in ("0x", campaign.withdraw.encode_input(alice)):
        with pytest.raises(Exception, match="revert"):
            web3.eth.call({"from": str(alice), "to": str(campaign), "data": data, "value": 1})
