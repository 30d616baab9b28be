"""The cases that are measured: one module a contract.

Each has `CONTRACT`, the contract's name, and `measure(meter, project, accounts)`, which deploys
it and measures every public function of it at least once, on inputs that never change.
"""
