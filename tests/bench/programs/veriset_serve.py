"""Serve an index of many images until standard input ends.

python -m tests.bench.programs.veriset_serve FOLDER IMAGES

The index is made in FOLDER, once, with a digest for each number: SHA-256 of its decimal digits.
Prints the address. The server is Veriset's own, with its rates raised but counted, on a chain that
is not there, which a lookup does not need.
"""

import contextlib
import hashlib
import sys
import threading
from pathlib import Path

import orjson
from sqlalchemy import insert

from veriset.chain.networks import Network
from veriset.index.database import open_database
from veriset.index.tables import checkpoints, datasets, images, manifests, models, uses
from veriset.index.trees import TreeStore
from veriset.merkle import MerkleTree
from veriset.server import running
from veriset.server.settings import Rates, Settings

folder, count = Path(sys.argv[1]), int(sys.argv[2])


def digest_of(number: int) -> bytes:
    return hashlib.sha256(str(number).encode()).digest()


def make(url: str) -> None:
    """Fill the index as the follower and the loader would."""
    digests = [digest_of(number) for number in range(count)]
    tree = MerkleTree.of(digests)
    TreeStore(folder / "trees").write(tree)
    place = {"block": 1, "log_index": 0, "publisher": "0x" + "11" * 20, "registered_at": 1}
    text = {"cid": "", "metadata": "", "name": "million"}
    engine = open_database(url)
    with engine.begin() as connection:
        connection.execute(insert(checkpoints), [{"number": 1, "hash": bytes(32), "timestamp": 1}])
        manifest = {"id": 1, "cid": "", "root": tree.root, "state": "ready", "attempts": 0}
        connection.execute(insert(manifests), [{**manifest, "retry_at": 0.0}])
        dataset = {"id": b"\1" * 32, "root": tree.root, "count": count, "hash_kind": "file"}
        connection.execute(insert(datasets), [{**place, **text, **dataset, "manifest": 1}])
        model = {"id": b"\2" * 32, "digest": bytes(32)}
        connection.execute(insert(models), [{**place, **text, **model}])
        connection.execute(insert(uses), [{"model": b"\2" * 32, "dataset": b"\1" * 32, "block": 1}])
        for start in range(0, count, 50_000):
            connection.execute(
                insert(images),
                [
                    {
                        "manifest": 1,
                        "position": position,
                        "digest": digest,
                        "entry": orjson.dumps(
                            {
                                "contentHash": "0x" + digest.hex(),
                                "width": 224,
                                "height": 224,
                                "size": 20_000,
                                "path": f"train/{position % 1000:03}/{position:07}.jpg",
                                "label": f"{position % 1000:03}",
                            }
                        ),
                    }
                    for position, digest in enumerate(digests[start : start + 50_000], start)
                ],
            )
    engine.dispose()


database = folder / f"{count}.sqlite"
if not database.exists():
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = database.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    make(f"sqlite:///{unfinished}")
    unfinished.rename(database)
settings = Settings(
    network=Network("nowhere", 31337, "http://127.0.0.1:1", 1),
    database=f"sqlite:///{database}",
    trees=folder / "trees",
    manifests=folder,
    hosts=("127.0.0.1",),
    rates=Rates(*["1000000000/minute"] * 4),
)
server = running.make_server(settings)
with contextlib.closing(running.listen(0)) as listener:
    listener.listen(1024)  # whoever reads the address may connect at once
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)

    def until_told() -> None:
        sys.stdin.read()
        server.should_exit = True

    threading.Thread(target=until_told, daemon=True).start()
    server.run([listener])
