"""Annotation campaigns without a chain: settling them, and what their results become."""
