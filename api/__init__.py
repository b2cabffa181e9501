"""Who may ask, and how it reaches people: settings, the command, the report page.

Imports `queries` and `graph`; nothing imports `api`. The only folder that reads settings or writes to a terminal.
"""
