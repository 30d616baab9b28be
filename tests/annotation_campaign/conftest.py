import pytest

from tests.campaigns import (
    PAYOUT,
    TREASURY,
    deploy_factory,
    open_campaign,
    rank_all,
    terms_from,
)
from tests.isolation import isolate  # noqa: F401


@pytest.fixture(scope="module")
def factory(project, alice, module_isolation):
    """A factory with all the code of its campaigns."""
    return deploy_factory(project, alice)


@pytest.fixture(scope="module")
def now(web3, factory):
    """The chain's time when the factory was there."""
    return web3.eth.get_block("latest")["timestamp"]


@pytest.fixture(scope="module")
def opened(project, factory, alice, now):
    """Open a campaign by alice: `campaign, terms = opened(annotators=3, ...)`."""

    def opened(**changed):
        terms = terms_from(now, **changed)
        return open_campaign(project, factory, alice, terms), terms

    return opened


@pytest.fixture(scope="session")
def players(accounts):
    """Four players, who are neither alice, bob, carol nor the relayer."""
    return accounts[4:8]


@pytest.fixture(scope="session")
def voters(accounts):
    """Three validators, who do not play."""
    return accounts[10:13]


@pytest.fixture
def money_is_conserved():
    """Check that a campaign holds what its books say, to the wei."""

    def check(campaign):
        assert campaign.balance() == sum(campaign.books())

    return check


@pytest.fixture
def pay_out(relayer, money_is_conserved):
    """Rank a settled campaign's players and withdraw everything; return what each account got."""

    def withdraw(campaign, account) -> int:
        before = campaign.balance()
        if campaign.owed(account):
            campaign.withdraw(account, {"from": relayer})
        money_is_conserved(campaign)
        return before - campaign.balance()

    def pay_out(campaign, *accounts) -> list[int]:
        rank_all(campaign, relayer)
        assert campaign.phase() == PAYOUT
        paid = [withdraw(campaign, account) for account in accounts]
        # What the last reward set free.
        if campaign.owed(TREASURY):
            paid[accounts.index(TREASURY)] += withdraw(campaign, TREASURY)
        assert campaign.balance() == 0
        return paid

    return pay_out
