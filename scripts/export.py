"""brownie run export main FILE [DATASET] --network NAME: write the validated records to a file.

The file is .csv, .parquet or .npy; the records are read from the chain's state alone.
"""

from pathlib import Path

from veriset.chain.dataset_script import dataset_here
from veriset.chain.script import entry_point
from veriset.records.tables import file_format, write_records


@entry_point
def main(file: str, dataset: str = "") -> None:
    path = Path(file)
    file_format(path)
    found = dataset_here(dataset)
    records = found.validated_records()
    write_records(found.schema, records, path)
    print(f"{path}: {len(records):,} validated records")
