"""Where questions are answered: the protocol, the embedded engine, and the server that people share.

Engines are loaded from a resolved graph and know the model only; they never import a question.
"""
