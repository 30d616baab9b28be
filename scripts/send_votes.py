"""brownie run send_votes main FILE [DATASET] --network NAME: hand in votes that were signed.

Validators sign with `veriset dataset vote --sign`, and need no money.
"""

from pathlib import Path

from veriset.chain.dataset_script import dataset_here
from veriset.chain.dataset_votes import hand_in_votes, read_signed_votes
from veriset.chain.script import entry_point, sender_here


@entry_point
def main(file: str, dataset: str = "") -> None:
    votes = read_signed_votes(Path(file))
    receipts = hand_in_votes(dataset_here(dataset), sender_here(), votes)
    print(f"{len(votes)} votes on {len(receipts)} batches handed in")
