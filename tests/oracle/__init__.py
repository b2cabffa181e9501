"""The oracle: the answers of semantics.md, worked out from the raw fed rows by short, quadratic, plain Python.

`fed` (what is fed), `rows` (times, versions, outcomes), `people` (who a row speaks of), `places` (where), `stays`
(records united, open ends), `together` (times together), `rings` (trace), `walks` (trajectory, shared, at), `reach`,
`chains`; `sql` is a third voice in DuckDB; `worlds` makes random worlds. Nothing here imports graph, queries or api.
"""
