"""Batch questions on a cluster: rings of many cases, and reach, as Spark SQL over Parquet tables of the resolved graph.

`tables` writes the tables once, `batch` asks them through any Spark session that is given, classic or Connect; the
`.sql` files say what each step answers. `batch` and `session` import the standard library only, so that they run where
nothing of ours is installed; no Spark is imported anywhere. Imports `graph.model`; never a question.
"""
