from tests.isolation import isolate  # noqa: F401
