"""Measures gas under names of the form `<Contract>.<function>/<case>`."""

from collections.abc import Iterator


class Meter:
    """Collects figures.

    A transaction's figure is what its receipt says, with the 21,000 gas of the transaction and
    the price of its calldata. A view's is its execution alone inside a call, as another contract
    pays for it: the contract contracts/test/GasMeter.sol makes a static call to it (the 100 gas
    of that call are in the figure) and is itself asked through eth_call.
    """

    def __init__(self, probe):
        """Take a deployed GasMeter."""
        self.probe = probe
        self.figures: dict[str, int] = {}

    def transaction(self, case: str, receipt):
        """Keep the gas of a transaction under its own contract's and function's name."""
        assert receipt.status == 1, f"{case}: the transaction failed"
        self._keep(f"{receipt.contract_name}.{receipt.fn_name}/{case}", receipt.gas_used)

    def view(self, case: str, function, *arguments):
        """Keep the gas of a view: `meter.view("17", registry.verify, ...)`."""
        data = function.encode_input(*arguments)
        gas = self.probe.measure(function._address, data)
        self._keep(f"{function._name}/{case}", gas)

    def contract(self, contract):
        """Keep the size of a contract's code in bytes.

        The gas of its deployment is no figure: it moves with the hash of the sources, comments
        included, that the compiler appends to the code.
        """
        self._keep(f"{contract._name}/bytecode", len(contract.bytecode) // 2)

    def _keep(self, name: str, figure: int):
        assert name not in self.figures, f"{name} is measured twice"
        self.figures[name] = figure


def grown(figures: dict[str, int], committed: dict[str, int]) -> Iterator[str]:
    """Give a line for each figure that is higher than the committed one, or has none."""
    for name, figure in sorted(figures.items()):
        known = committed.get(name)
        if known is None:
            yield f"{name}: {figure}, not in the committed table"
        elif figure > known:
            yield f"{name}: {figure}, was {known} (+{figure - known})"
