"""Many questions to the chain in one request, for tests that look at everything all the time."""

from brownie.exceptions import VirtualMachineError


class Reader:
    """Asks through a contract that passes calls on: that many calls cost little more than one."""

    def __init__(self, web3, project, sender):
        self.web3 = web3
        self.many = project.ManyCalls.deploy({"from": sender})

    def read(self, *questions) -> list:
        """Ask several views together; return their answers in this order.

        Args:
            questions: each a contract's function and its arguments, or an address alone, which
                asks for its balance.
        """
        asked = [self._asked(question) for question in questions]
        calls = [(function._address, function.encode_input(*args)) for function, *args in asked]
        read = self.many.read
        answers = read.decode_output(self._request(read._address, read.encode_input(calls)))
        pairs = zip(asked, answers, strict=True)
        return [function.decode_output(str(answer)) for (function, *_), answer in pairs]

    def try_call(self, function, *arguments, sender, value: int = 0):
        """Run a call without making it; raise VirtualMachineError if it would be refused."""
        data = function.encode_input(*arguments)
        self._request(function._address, data, {"from": str(sender), "value": hex(value)})

    def _asked(self, question) -> tuple:
        return (self.many.balanceOf, question) if isinstance(question, str) else question

    def _request(self, to: str, data: str, sent=None) -> str:
        transaction = {"to": to, "data": data, **(sent or {})}
        reply = self.web3.provider.make_request("eth_call", [transaction, "latest"])
        if "error" in reply:
            raise VirtualMachineError(ValueError(reply["error"]))
        return reply["result"]
