"""Where the datasets come from: descriptors, downloads with checks, and drawings."""
