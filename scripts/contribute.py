"""brownie run contribute main FILE [DATASET] [allow_list=FILE] --network NAME: contribute records.

All records are checked before any is sent. Run again, it sends only what is not there yet.
"""

from pathlib import Path

from veriset.chain import dataset_contribute
from veriset.chain.dataset_script import dataset_and_options, proof_here
from veriset.chain.script import entry_point, sender_here
from veriset.records.tables import read_records


@entry_point
def main(file: str, *arguments: str) -> None:
    dataset, options = dataset_and_options(arguments, "allow_list")
    sender = sender_here()
    records = read_records(dataset.schema, Path(file))
    proof = proof_here(options, sender.address)
    result = dataset_contribute.contribute(dataset, sender, records, proof=proof)
    print(f"{result.records:,} records contributed, {result.present:,} were there before")
