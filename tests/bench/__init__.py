"""Figures of speed and memory, each beside its peer's from the same run: `make bench`.

One file a subject. What is timed, ours and the peers', stands in programs/: each round runs in
a process of its own that times itself inside, so that starting and importing do not count.
"""
