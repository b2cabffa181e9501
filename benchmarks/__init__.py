"""Measured figures: seeded, invented columns; our engine beside DuckDB on the same columns in the same run.

Absolute times are those of one machine; what is to be compared are ratios within one run. `results/` keeps them.
"""
