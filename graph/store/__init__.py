"""A deployment's data directory: its facts, its ledgers, its vault and what was written by hand.

`deployment` opens it, `facts` shows the live rows of a feed, `batches` and `staging` bring a batch in whole or not at
all, `vault` holds everything personal. May import the model, codes and errors; everything that reads or writes facts
imports from here.
"""
