"""brownie run open_dataset main SCHEMA NAME [RULE=VALUE ...] --network NAME: open a dataset.

Run again, it finds the dataset that this account has opened under the name and schema.
"""

from veriset.chain import dataset_actions
from veriset.chain.dataset_factory import DatasetFactory
from veriset.chain.dataset_script import rules_from
from veriset.chain.factory_session import factory_here
from veriset.chain.script import entry_point, sender_here
from veriset.records.schema import load_schema


@entry_point
def main(schema: str, name: str, *options: str) -> str:
    known = load_schema(schema)
    rules, pool = rules_from(known, name, options)
    dataset, is_new = dataset_actions.open_dataset(
        factory_here(DatasetFactory), sender_here(), known, rules, pool
    )
    print(f"{name}: {'opened' if is_new else 'was opened before'} at {dataset.address}")
    return dataset.address
