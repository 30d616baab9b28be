"""brownie run deploy [main CONTRACT] --network NAME: deploy a contract unless it stands there."""

from veriset.chain import deploy as deployment
from veriset.chain.script import entry_point


@entry_point
def main(contract: str = "ProvenanceRegistry") -> None:
    record, is_new = deployment.deploy(contract)
    verb = "deployed" if is_new else "already stands"
    print(f"{contract} {verb} at {record.address} on chain {record.chain_id}")
    print(f"  transaction {record.transaction} in block {record.block}")
