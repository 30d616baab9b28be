"""The vectors that the page is tested with are what Python computes."""

from tests.vectors.make_dataset_review import PATH, to_text


def test_the_vectors_are_what_python_computes():
    assert PATH.read_text() == to_text()
