"""brownie run reclaim_pool [main [DATASET]] --network NAME: credit the creator with the pool.

It is what is left of it after the last day for records; `withdraw` pays it.
"""

from veriset.chain.dataset_script import dataset_here
from veriset.chain.script import entry_point, sender_here


@entry_point
def main(dataset: str = "") -> None:
    found = dataset_here(dataset)
    sender_here().send(found.functions.reclaimPool())
    print(f"the rest of the pool is credited to {found.creator()}")
