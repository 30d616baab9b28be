"""The calls of the random test of annotation campaigns, by phase, and what must always hold."""
