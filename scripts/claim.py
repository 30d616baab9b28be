"""brownie run claim [main [DATASET] [account=ADDRESS]] --network NAME: credit what was earned.

The account is that which sends, unless another is named; `withdraw` claims and pays.
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
    points, amount = dataset_actions.claim(dataset, sender, due)
    print(f"{due}: {points:,} points and {show_amount(amount)} credited")
