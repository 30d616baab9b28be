"""brownie run vote main FILE.csv [DATASET] [allow_list=FILE] --network NAME: vote on batches.

The table has the columns batch, record and valid (see brownie run review). Run again, it leaves
out the batches on which this account has voted.
"""

from pathlib import Path

from veriset.chain import dataset_actions
from veriset.chain.dataset_script import dataset_and_options, proof_here
from veriset.chain.script import entry_point, sender_here
from veriset.records.votes import read_votes


@entry_point
def main(file: str, *arguments: str) -> None:
    dataset, options = dataset_and_options(arguments, "allow_list")
    sender = sender_here()
    bitmaps = read_votes(Path(file), {batch.id: batch.count for batch in dataset.batches()})
    proof = proof_here(options, sender.address)
    sent = dataset_actions.vote(dataset, sender, bitmaps, proof)
    for batch in bitmaps:
        state = f"{bitmaps[batch].bit_count()} valid" if batch in sent else "was voted on before"
        print(f"batch {batch}: {state}")
