"""Small classifiers whose training gives the same bytes of weights on every machine."""
