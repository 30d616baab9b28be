"""Clusters annotations: the same result as on the chain, bit for bit, many images at once."""
