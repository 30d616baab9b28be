"""brownie run withdraw [main [DATASET] [account=ADDRESS]] --network NAME: claim and be paid.

The account is that which sends, unless another is named; it is the one that is paid.
"""

from veriset.chain import dataset_actions
from veriset.chain.address import checked_address
from veriset.chain.amounts import show_amount
from veriset.chain.dataset_script import dataset_and_options
from veriset.chain.script import entry_point, sender_here


@entry_point
def main(*arguments: str) -> None:
    dataset, options = dataset_and_options(arguments, "account")
    sender = sender_here()
    due = checked_address(options.get("account", sender.address))
    paid = dataset_actions.withdraw(dataset, sender, due)
    print(f"{due}: {show_amount(paid)} paid" if paid else f"{due}: nothing is due")
