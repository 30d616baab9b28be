"""brownie run rewards [main [DATASET] [account=ADDRESS]] --network NAME: show points and money."""

from veriset.chain.dataset_script import dataset_and_options
from veriset.chain.script import entry_point
from veriset.cli.dataset_status import print_rewards, rewards_of
from veriset.cli.output import printable


@entry_point
def main(*arguments: str) -> None:
    dataset, options = dataset_and_options(arguments, "account")
    account = options.get("account")
    print_rewards(rewards_of(dataset, account), printable(dataset.rules.name), account)
