"""What the tests of the package share."""

import signal

import pytest

# A shell starts background jobs with SIGINT ignored, and what a test starts would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Brownie keeps what it deploys in the checkout's one build/ folder: these run in one process.
_OF_BROWNIE = {
    "test_brownie_scripts",
    "test_campaign_files",
    "test_chain_dataset",
    "test_chain_deployments",
    "test_chain_node",
    "test_cli_campaign",
    "test_cli_campaign_end",
    "test_cli_campaign_play",
    "test_cli_campaign_scripts",
    "test_cli_dataset",
    "test_cli_serve",
    "test_dataset_scripts",
}


def pytest_collection_modifyitems(items):
    """Let `--dist loadgroup` keep each file in one process, and those of Brownie together."""
    for item in items:
        group = "brownie" if item.path.stem in _OF_BROWNIE else item.path.stem
        item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(autouse=True)
def no_services_of_the_user(monkeypatch, tmp_path_factory):
    """Whoever runs the tests may have a key, services and gateways of their own."""
    for name in ("LIGHTHOUSE_TOKEN", "VERISET_PINNING", "VERISET_GATEWAYS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.getbasetemp() / "no-config"))
