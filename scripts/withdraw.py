"""brownie run withdraw [main [DATASET]] --network NAME: claim what one has earned and be paid."""

from veriset.chain import dataset_actions
from veriset.chain.amounts import show_amount
from veriset.chain.dataset_script import dataset_here
from veriset.chain.script import entry_point, sender_here


@entry_point
def main(dataset: str = "") -> None:
    sender = sender_here()
    paid = dataset_actions.withdraw(dataset_here(dataset), sender, sender.address)
    print(f"{sender.address}: {show_amount(paid)} paid" if paid else "nothing is due")
