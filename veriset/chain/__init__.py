"""Everything that speaks to a chain. Reading needs web3 alone; sending goes through Brownie."""
