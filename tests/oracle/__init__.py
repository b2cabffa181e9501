"""The oracle: the answers of semantics.md, worked out from the raw fed rows by short, quadratic, plain Python.

What is fed and what stands: `fed`, `rows` (times, versions, outcomes), `people` (who), `places` (where), `run_numbers` and `runs`
(numbers, timetables, legs). Records (`record`): `rides` (seats), `cells` (datums, grid, fixes, passages), `households`; `stays`
unites them and closes open ends. Cases: `cases` (windows, tests), `controls` (measures). Answers: `together` (times together),
`rings` (trace) with `conveyances` and `companions`, `walks` (trajectory, shared, at), `same`, `reach`, `chains`. `sql` is a third
voice in DuckDB; `worlds` and `journeys` make random worlds; `claims` is how the oracle's own tests are written. Nothing here
imports graph, queries or api.
"""
