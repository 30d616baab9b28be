"""The public API over the index and the chain, and the page beside it, on one port.

It holds no key. Whatever it answers comes with the block at which it holds and, for images, with
the proof that leads to the root on the chain, so that nobody need trust it.
"""
