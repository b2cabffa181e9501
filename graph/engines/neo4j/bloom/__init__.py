"""Neo4j Bloom (Explore): the perspective that people import to look at the graph in pictures, as one JSON file.

`phrases` are the questions that can be typed and the actions on a selection, `perspective` makes the file from
graph.model.schema, `validator` says what is wrong with one. No server is asked here.
"""
