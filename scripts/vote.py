"""brownie run vote main FILE.csv [DATASET] --network NAME: vote on batches as a table says.

The table has the columns batch, record and valid (see veriset dataset review --ballot). Run again,
it leaves out the batches on which this account has voted.
"""

from pathlib import Path

from veriset.chain import dataset_actions
from veriset.chain.dataset_script import dataset_here
from veriset.chain.script import entry_point, sender_here
from veriset.records.votes import read_votes


@entry_point
def main(file: str, dataset: str = "") -> None:
    found = dataset_here(dataset)
    bitmaps = read_votes(Path(file), {batch.id: batch.count for batch in found.batches()})
    sent = dataset_actions.vote(found, sender_here(), bitmaps)
    for batch in bitmaps:
        state = f"{bitmaps[batch].bit_count()} valid" if batch in sent else "was voted on before"
        print(f"batch {batch}: {state}")
