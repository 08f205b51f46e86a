"""Benchmarks beside peers: ratios and errors of one run, never an absolute promise."""
