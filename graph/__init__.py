"""What happened: the model, every feed's intake, identity, the fact store, and the engines.

Knows no rule about who counts as a contact, no user and no HTTP. Imports nothing of `queries` or `api`.
"""
