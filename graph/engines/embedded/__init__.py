"""The embedded engine: memory-mapped columns and compiled kernels, no server.

`index` sorts a graph's stays, `segments` keeps them on disk, `kernels` scan them, `reach` finds who can have had it,
`engine` offers all that to questions. Imports `graph.model`, `graph.errors` and the protocol; never a question.
"""
