"""From facts to who was where: identifiers become people, places get their tree, records of one stay become one.

`graph` (all of it) calls `places`, `identity` with `conflicts` and `holders`, `encounters`, `stays` with `unite`, and
`cases`; `held` says which rows wait, `names` how people and places are called. This folder imports `graph.model`,
`graph.store`, `graph.times`, `graph.codes` and `graph.errors`; `graph.intake`, `graph.load` and `api` import it.
Everything is worked out anew from the live rows; nothing depends on their order.
"""
