"""Following a chain: its events into the index, a range of blocks a transaction.

A range and the hash of its last block are committed together, so that a kill at any moment leaves
an index that holds exactly the blocks up to its last checkpoint. Before each range the checkpoint
is compared with the chain; once they differ, the index goes back to the last one that does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, Engine, delete, func, insert, select

from veriset.chain.log_limits import LogLimits
from veriset.errors import ChainError
from veriset.index.contracts import Contracts, Decoder, Event
from veriset.index.database import get_state, put_state
from veriset.index.registrations import Recorder, Rows, write_rows
from veriset.index.tables import BY_BLOCK, campaigns, checkpoints, collaborations

if TYPE_CHECKING:
    from web3 import Web3

_CHECKPOINTS = 16
"""Checkpoints, at least, within the depth to which a chain can change."""

_NULL_ROUNDS = 20
"""Filecoin's epochs without a block follow each other at most about so often."""


class Block(NamedTuple):
    """A block of the chain."""

    number: int
    hash: bytes
    timestamp: int


class Follower:
    """Brings an index up to the head of a chain, and back when the chain takes blocks back."""

    def __init__(self, engine: Engine, web3: Web3, contracts: Contracts, limits: LogLimits) -> None:
        """Follow these contracts; an index of other contracts or another chain is emptied."""
        self._engine = engine
        self._web3 = web3
        self._contracts = contracts
        self._limits = limits
        self._decoder = Decoder(web3)
        self._recorder = Recorder(web3, contracts)
        with engine.begin() as connection:
            followed = f"{int(web3.eth.chain_id)} {contracts.to_json()}"
            if get_state(connection, "followed") not in (None, followed):
                _go_back(connection, None)
            put_state(connection, "followed", followed)

    def step(self) -> bool:
        """Index one range of blocks, or go back; tell whether there may be more to do.

        Raises:
            ChainError: the node fails, or the chain changed meanwhile; try again.
        """
        head = self._block("latest")
        assert head is not None
        with self._engine.begin() as connection:
            put_state(connection, "head", str(head.number))
            last = last_checkpoint(connection)
        if last is not None and not self._is_on_chain(last):
            self._return_to_common_ancestor()
            return True
        if last is not None and head.number <= last.number:
            return False
        first = self._contracts.first_block if last is None else last.number + 1
        oldest = 0 if self._limits.history is None else head.number - self._limits.history + 1
        if first < oldest:
            rows = [row for part in self._state_rows(head.number) for row in part]
            self._commit(last, head, rows)
        else:
            last_block = min(head.number, first + self._span(first, head.number) - 1)
            end = self._block_up_to(last_block, first)
            self._commit(last, end, self._event_rows(first, last_block))
            return last_block < head.number
        return True

    def _span(self, first: int, head: int) -> int:
        """Return how many blocks to take: fewer where the chain can still change."""
        if first + self._limits.blocks <= head - self._limits.finality:
            return self._limits.blocks
        fine = max(1, self._limits.finality // _CHECKPOINTS)
        return min(self._limits.blocks, max(fine, head - self._limits.finality - first))

    def _commit(self, last: Block | None, end: Block, rows: Rows) -> None:
        """Write rows and checkpoint, if the chain is still the one that they were read from."""
        if not self._is_on_chain(end):
            raise ChainError("the chain changed while it was read; it is read again")
        with self._engine.begin() as connection:
            if last_checkpoint(connection) != last:
                return  # another follower of the same database was here
            write_rows(connection, rows)
            connection.execute(delete(checkpoints).where(checkpoints.c.number == end.number))
            connection.execute(insert(checkpoints), [end._asdict()])
            # One below the depth of change is kept, to go back to.
            depth = end.number - self._limits.finality
            kept = select(func.max(checkpoints.c.number)).where(checkpoints.c.number <= depth)
            if (lowest := connection.execute(kept).scalar()) is not None:
                connection.execute(delete(checkpoints).where(checkpoints.c.number < lowest))

    def _return_to_common_ancestor(self) -> None:
        with self._engine.begin() as connection:
            query = select(checkpoints).order_by(checkpoints.c.number.desc())
            ancestor = next(
                (
                    block
                    for block in map(_as_block, connection.execute(query))
                    if self._is_on_chain(block)
                ),
                None,
            )
            _go_back(connection, ancestor)

    def _event_rows(self, first: int, last: int) -> Rows:
        """Return the rows of all events of a range, in their order."""
        known = self._contracts.by_address
        found = list(self._events(first, last, known))
        opened = {
            event.arguments[argument]: contract
            for event in found
            for name, argument, contract in _OPENINGS
            if event.name == name and argument in event.arguments
        }
        with self._engine.connect() as connection:
            instances = instances_of(connection) | opened
        found += self._events(first, last, instances)
        found.sort(key=lambda event: (event.block, event.log_index))
        return [row for event in found for row in self._recorder.rows_of(event)]

    def _events(self, first: int, last: int, contracts: dict[str, str]) -> Iterator[Event]:
        addresses = sorted(contracts)
        for start in range(0, len(addresses), self._limits.addresses):
            for log in self._logs(first, last, addresses[start : start + self._limits.addresses]):
                event = self._decoder.read(log, contracts[str(log["address"])])
                if event is not None:
                    yield event

    def _logs(self, first: int, last: int, addresses: list[str]) -> Iterator[Any]:
        """Yield the logs of a range, which is halved as often as the node refuses or cuts off."""
        from web3.exceptions import Web3Exception

        try:
            logs = self._web3.eth.get_logs(
                {"address": addresses, "fromBlock": first, "toBlock": last}  # type: ignore[typeddict-item]
            )
            is_whole = len(logs) < self._limits.results or first == last
        except (Web3Exception, OSError, ValueError) as error:
            if first == last:
                raise ChainError(f"the node gives no logs of block {first}: {error}") from error
            is_whole, logs = False, []
        if is_whole:
            yield from logs
            return
        middle = (first + last) // 2
        yield from self._logs(first, middle, addresses)
        yield from self._logs(middle + 1, last, addresses)

    def _state_rows(self, block: int) -> Iterator[Rows]:
        return self._recorder.rows_of_state(self._contracts, block)

    def _is_on_chain(self, block: Block) -> bool:
        found = self._block(block.number)
        return found is not None and found.hash == block.hash

    def _block_up_to(self, number: int, first: int) -> Block:
        """Return the last block up to a number; Filecoin has numbers without one."""
        for candidate in range(number, max(first, number - _NULL_ROUNDS) - 1, -1):
            if (block := self._block(candidate)) is not None:
                return block
        raise ChainError(f"the node has no block {number}")

    def _block(self, number: int | str) -> Block | None:
        from web3.exceptions import BlockNotFound, Web3Exception, Web3RPCError

        try:
            found = self._web3.eth.get_block(number)  # type: ignore[arg-type]
        except BlockNotFound:
            return None
        except (Web3Exception, OSError, ValueError) as error:
            said = getattr(error, "rpc_response", None) or {}
            if isinstance(error, Web3RPCError) and said.get("error", {}).get("code") == 12:
                return None  # a null round of Filecoin
            raise ChainError(f"the node does not answer: {_line(error)}") from error
        return Block(int(found["number"]), bytes(found["hash"]), int(found["timestamp"]))


_OPENINGS = (
    ("CampaignOpened", "campaign", "AnnotationCampaign"),
    ("DatasetOpened", "dataset", "CollaborativeDataset"),
)
"""Events that open a contract of their own: its name, the argument, what is opened."""


def last_checkpoint(connection: Connection) -> Block | None:
    """Return the block up to which everything is indexed, None if nothing is."""
    query = select(checkpoints).order_by(checkpoints.c.number.desc()).limit(1)
    row = connection.execute(query).first()
    return None if row is None else _as_block(row)


def instances_of(connection: Connection) -> dict[str, str]:
    """Return the name of the contract at each address that a factory opened."""
    found: dict[str, str] = {}
    for table, name in (
        (campaigns, "AnnotationCampaign"),
        (collaborations, "CollaborativeDataset"),
    ):
        found |= {row.address: name for row in connection.execute(select(table.c.address))}
    return found


def _go_back(connection: Connection, ancestor: Block | None) -> None:
    """Undo all blocks after one; all blocks if there is none."""
    number = -1 if ancestor is None else ancestor.number
    for table in BY_BLOCK:
        connection.execute(delete(table).where(table.c.block > number))
    connection.execute(delete(checkpoints).where(checkpoints.c.number > number))


def _as_block(row: Any) -> Block:
    return Block(int(row.number), bytes(row.hash), int(row.timestamp))


def _line(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__} {error}".split())[:200]
