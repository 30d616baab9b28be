"""Many things done side by side, no more than a few at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import TypeVar

Item = TypeVar("Item")


class _End:
    """Stands where there is no item left."""


_END = _End()


def at_once(
    action: Callable[[Item], None],
    items: Iterable[Item],
    count: int,
    stop: threading.Event | None = None,
) -> None:
    """Do something with all items, `count` at once; the first error ends it.

    After Ctrl-C those at work are not waited for, since they may be waiting for a service.

    Args:
        action: what to do with one.
        items: taken only as their turn comes, so that there may be any number.
        count: how many threads work.
        stop: set once something went wrong, so that those at work can end early.
    """
    left, taking = iter(items), threading.Lock()
    errors: list[BaseException] = []
    stopped = stop or threading.Event()

    def work() -> None:
        try:
            while not stopped.is_set():
                with taking:
                    item = next(left, _END)
                if isinstance(item, _End):
                    return
                action(item)
        except BaseException as error:
            errors.append(error)
            stopped.set()

    # Daemons: the executors of concurrent.futures are waited for even when the program ends.
    threads = [threading.Thread(target=work, daemon=True) for _ in range(count)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    except BaseException:
        stopped.set()
        raise
    if errors:
        raise errors[0]
