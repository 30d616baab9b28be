"""brownie run join [main [DATASET] [allow_list=FILE]] --network NAME: become a validator.

Leaves the stake, where one is asked for.
"""

from veriset.chain import dataset_actions
from veriset.chain.amounts import show_amount
from veriset.chain.dataset_script import dataset_and_options, proof_here
from veriset.chain.dataset_types import ValidatorStatus
from veriset.chain.script import entry_point, sender_here


@entry_point
def main(*arguments: str) -> None:
    dataset, options = dataset_and_options(arguments, "allow_list")
    sender = sender_here()
    if dataset.account(sender.address).status is ValidatorStatus.ACTIVE:
        print(f"{sender.address} was a validator before")
        return
    stake = dataset_actions.join(dataset, sender, proof_here(options, sender.address))
    print(f"{sender.address} is a validator; {show_amount(stake)} is staked")
