"""What there is: feeds and their columns, the graph's nodes and edges, flags, reasons, and the resolved graph in memory.

Tables and frozen classes only. Imports nothing of ours but times, codes and errors; everything else imports it.
"""
