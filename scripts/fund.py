"""brownie run fund main AMOUNT [DATASET] --network NAME: add to a dataset's reward pool.

AMOUNT is such as 5gwei or 0.01ether. Run again, it adds again.
"""

from veriset.chain import dataset_actions
from veriset.chain.amounts import parse_amount, show_amount
from veriset.chain.dataset_script import dataset_here
from veriset.chain.script import entry_point, sender_here


@entry_point
def main(amount: str, dataset: str = "") -> None:
    wei = parse_amount(amount)
    pool = dataset_actions.fund(dataset_here(dataset), sender_here(), wei)
    print(f"{show_amount(wei)} added; the pool holds {show_amount(pool)}")
