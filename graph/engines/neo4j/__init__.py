"""Neo4j as an engine: the graph that people share. A server is an index over the facts, filled and refilled from them.

`engine` answers questions, `load` fills a server, `check` compares one with the facts; `writes` makes every write
statement from graph.model.schema, `rows` their parameters; `connection` and `faults` are the driver and its errors.
May import the model and errors; only graph.load imports it.
"""
