"""The database of an index: which can be used, and what is kept in it."""

# The fixtures that are imported are what arguments name.

from __future__ import annotations

import pytest

from tests.package.local_databases import engine, index  # noqa: F401
from tests.package.local_index import chain, work  # noqa: F401
from veriset.errors import InputError
from veriset.index.database import open_database


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "is no database"),
        ("mysql://a@b/c", "kept in sqlite or postgresql, not in mysql"),
        ("postgresql+psycopg://a:secret@127.0.0.1:1/c", "cannot use the database"),
    ],
)
def test_a_database_that_cannot_be_used_is_one_line(url: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        open_database(url)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)
