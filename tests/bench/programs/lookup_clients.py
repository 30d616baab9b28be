"""Ask a server for images, as many clients at once, each without pause; print percentiles.

python -m tests.bench.programs.lookup_clients ADDRESS CLIENTS SECONDS IMAGES

Raw sockets and one thread, so that the clients take little of the machine that they share with the
server. Nine of ten digests are of the index; every answer's status is checked, and now and then
that it has a match.
"""

import hashlib
import json
import random
import selectors
import socket
import sys
import time
from urllib.parse import urlsplit

address, clients, seconds, images = sys.argv[1], *map(int, sys.argv[2:])
where = urlsplit(address)
chance = random.Random(5)
taken: list[float] = []
selector = selectors.DefaultSelector()


class Client:
    """One connection, that asks again as soon as it was answered."""

    def __init__(self) -> None:
        self.socket = socket.create_connection((where.hostname, where.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(self.socket, selectors.EVENT_READ, self)
        self.ask()

    def ask(self) -> None:
        number = chance.randrange(images * 10 // 9)
        self.is_there, self.answer, self.length = number < images, b"", -1
        digest = hashlib.sha256(str(number).encode()).hexdigest()
        self.start = time.perf_counter()
        self.socket.sendall(
            f"GET /api/v1/images/0x{digest} HTTP/1.1\r\nHost: {where.netloc}\r\n\r\n".encode()
        )

    def read(self) -> None:
        self.answer += self.socket.recv(65_536)
        if self.length < 0 and (end := self.answer.find(b"\r\n\r\n")) >= 0:
            head = self.answer[:end].lower()
            if not head.startswith(b"http/1.1 200"):
                sys.exit(f"not an answer: {self.answer[:200]!r}")
            self.length = end + 4 + int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
        if 0 <= self.length <= len(self.answer):
            taken.append(time.perf_counter() - self.start)
            if (b'"proof":["0x' in self.answer) != self.is_there:
                sys.exit(f"the wrong answer: {self.answer[:300]!r}")
            self.ask()


for _ in range(clients):
    Client()
begin = time.perf_counter()
while time.perf_counter() < begin + seconds:
    for key, _ in selector.select(1):
        key.data.read()
taken.sort()
json.dump(
    {
        "p50": taken[len(taken) // 2],
        "p99": taken[len(taken) * 99 // 100],
        "most": taken[-1],
        "rate": len(taken) / seconds,
        "answers": len(taken),
    },
    sys.stdout,
)
