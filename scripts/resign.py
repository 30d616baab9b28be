"""brownie run resign [main [DATASET]] --network NAME: vote no more.

`withdraw` pays the stake back once its time has come.
"""

from veriset.chain import dataset_actions
from veriset.chain.dataset_script import dataset_here
from veriset.chain.dataset_types import ValidatorStatus
from veriset.chain.script import entry_point, sender_here


@entry_point
def main(dataset: str = "") -> None:
    found, sender = dataset_here(dataset), sender_here()
    state = found.account(sender.address)
    leaving = state.status is ValidatorStatus.LEAVING
    released = state.stake_released_at if leaving else dataset_actions.resign(found, sender)
    print(f"{sender.address} votes no more; its stake is released at Unix time {released}")
