"""brownie run status [main [DATASET]] --network NAME: show a dataset's rules, batches and money."""

from veriset.chain.dataset_script import dataset_here
from veriset.chain.script import entry_point
from veriset.cli.dataset_status import print_status, status_of


@entry_point
def main(dataset: str = "") -> None:
    from brownie import network

    print_status(status_of(dataset_here(dataset)), network.show_active())
