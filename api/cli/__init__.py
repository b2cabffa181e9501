"""The command `contactgraph`: one file a family of commands; each parses, checks, asks `queries`, and answers."""
