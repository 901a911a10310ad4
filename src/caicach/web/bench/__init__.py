"""How fast the product is, measured on itself: `caicach bench`. docs/benchmarks.md keeps what was measured.

Everything happens in folders and databases of the benchmark's own; an installation's data are never touched.
"""
