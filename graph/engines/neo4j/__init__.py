"""Neo4j as an engine: the graph that people share. A server is an index over the facts, filled and refilled from them.

`engine` answers questions, `load` fills a server, `offline` writes files for its importer, `check` compares one with the
facts; `writes` makes every write statement from graph.model.schema, `rows` their parameters. `pictures` writes traces
for people to look at, `neighbourhood` keeps phone cells around cases only, `bloom` makes the perspective for Neo4j
Bloom without a server. `connection`, `watch` and `faults` are the driver and its errors, `settings` the server's. May
import the model and errors; only graph.load, api.cli.shown and api.cli.bloom import it.
"""
