"""What the chain's contracts have said, in a database: SQLite, or PostgreSQL by its URL.

The index is a copy that can be made again from the chain at any time, and nobody need trust it:
whatever is read from it can be checked by eth_call.
"""
