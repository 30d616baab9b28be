"""brownie run review [main DATASET ballot=FILE.csv histogram=FILE.png] --network NAME: review.

Shows the records under review with what speaks against them; each argument may be left out.
"""

from pathlib import Path

from veriset.chain.dataset_script import dataset_and_options
from veriset.chain.script import entry_point
from veriset.cli.dataset_review import make_review, print_review


@entry_point
def main(*arguments: str) -> None:
    dataset, options = dataset_and_options(arguments, "ballot", "histogram")
    files = {name: Path(file) for name, file in options.items()}
    print_review(make_review(dataset, **files))
