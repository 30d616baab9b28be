"""brownie run contribute main FILE [DATASET] --network NAME: contribute a file of records.

All records are checked before any is sent. Run again, it sends only what is not there yet.
"""

from pathlib import Path

from veriset.chain import dataset_contribute
from veriset.chain.dataset_script import dataset_here
from veriset.chain.script import entry_point, sender_here
from veriset.records.tables import read_records


@entry_point
def main(file: str, dataset: str = "") -> None:
    found = dataset_here(dataset)
    records = read_records(found.schema, Path(file))
    result = dataset_contribute.contribute(found, sender_here(), records)
    print(f"{result.records:,} records contributed, {result.present:,} were there before")
