"""brownie run verify_image main IMAGE [DATASET_ID] [record] --network NAME: verify an image.

With the word `record` the verification is written to the chain from the account's address.
"""

from pathlib import Path

from veriset.chain.lookup import look_up
from veriset.chain.publish import record_verification
from veriset.chain.script import entry_point, registry_here, sender_here
from veriset.cli.options import parse_hash
from veriset.cli.verify import print_lookup
from veriset.paths import work_folder
from veriset.pinning.manifests import ManifestStore


@entry_point
def main(image: str, *options: str) -> bool:
    registry, work = registry_here(), work_folder()
    ids = [parse_hash(option, "a dataset id") for option in options if option != "record"]
    found = False
    with ManifestStore(work / "manifests" / "by-cid", work / "pins") as store:
        for result in look_up(
            Path(image),
            registry,
            lambda record: store.get(record.cid, record.root),
            ids or None,
        ):
            print_lookup(Path(image), result)
            if not (result.confirmed and result.proof):
                continue
            found = True
            if "record" in options:
                receipt = record_verification(registry, sender_here(), result)
                done = f"recorded in {receipt.transaction}" if receipt else "was recorded before"
                print(f"  verification  {done}")
    return found
