"""brownie run close_batches [main [DATASET]] --network NAME: close what can be closed.

That is batches with all votes, and batches whose time is over.
"""

from veriset.chain import dataset_actions
from veriset.chain.dataset_script import dataset_here
from veriset.chain.script import entry_point, sender_here


@entry_point
def main(dataset: str = "") -> None:
    closed = dataset_actions.close_batches(dataset_here(dataset), sender_here())
    for batch in closed:
        print(f"batch {batch.id} {batch.status.name.lower()}: {batch.validated} validated")
    if not closed:
        print("no batch can be closed now")
