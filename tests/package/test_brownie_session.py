"""Connecting Brownie, whose files another process may be writing."""

from __future__ import annotations

import pytest

from veriset.chain import brownie_session


class Connection:
    """Fails as often as it is told, then connects."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.connected: list[str] = []

    def connect(self, network: str) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.connected.append(network)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brownie_session, "_PAUSE", 0)


@pytest.mark.parametrize("failures", [0, 1, 2])
def test_a_file_that_is_half_written_is_read_again(failures: int) -> None:
    connection = Connection(*[ValueError("Expected object or value")] * failures)
    brownie_session._connect(connection, "veriset-local")
    assert connection.connected == ["veriset-local"]


def test_a_file_that_stays_damaged_is_told() -> None:
    with pytest.raises(ValueError, match="Expected object"):
        brownie_session._connect(Connection(*[ValueError("Expected object")] * 3), "x")


def test_a_node_that_does_not_answer_is_asked_once() -> None:
    connection = Connection(ConnectionError("nobody"))
    with pytest.raises(ConnectionError):
        brownie_session._connect(connection, "veriset-local")
    assert not connection.failures
    assert not connection.connected
