"""Isolation of contract tests; imported by the conftest.py of each folder of them.

It is not in tests/conftest.py because tests/package needs no chain.
"""

import pytest


@pytest.fixture(autouse=True)
def isolate(module_isolation, fn_isolation):
    """Start every module from an empty chain, and every test from the module's fixtures."""
