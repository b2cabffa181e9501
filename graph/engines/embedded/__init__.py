"""The embedded engine: packed columns mapped from disk, and compiled loops over them; no server.

`packing` says how a stay becomes a word, `index` puts the words in order, `segments` keeps them on disk. `meeting` and
`rows` find who was together, `passing` and `hops` who can have had it from whom; `unpacking` makes answers of rows,
`engine` offers all that to questions. Imports `graph.model`, `graph.errors` and the protocol; never a question.
"""
