"""veriset chain: the local chain; veriset demo: the main job on it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def start(
    port: Annotated[int, typer.Option(help="TCP port on 127.0.0.1; 0 takes a free one.")] = 8545,
) -> None:
    """Run the chain veriset-local until Ctrl-C; it keeps its state from run to run."""
    import signal

    from veriset.chain.networks import LOCAL_PORT_VARIABLE
    from veriset.chain.node import local_chain
    from veriset.chain.session import chain_state

    with local_chain(chain_state(), port or None) as actual:
        # Whoever reads the last line may stop it at once.
        try:
            print(f"veriset-local listens on http://127.0.0.1:{actual}; in another shell:")
            print(f"  export {LOCAL_PORT_VARIABLE}={actual}", flush=True)
            signal.pause()
        except KeyboardInterrupt:
            print("stopped; the state is kept")


def demo(
    flowers: Annotated[
        Path | None, typer.Option(help="Folder of flower photographs to use.")
    ] = None,
) -> None:
    """Hash, pin, register, train, verify; build a dataset by votes: on a chain of this machine."""
    from veriset.demo import run

    run(flowers)
