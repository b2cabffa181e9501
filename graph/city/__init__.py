"""A seeded, invented city: people, places, weekly routines, an outbreak, and the feeds a health authority would get.

Imports nothing of ours: what it says is the truth that the rest of the program has to find again. Who uses it: the
demo, tests and benchmarks. Everything is drawn from one seed; the same seed gives the same bytes.
"""

from graph.city.feeds import write_feeds
from graph.city.outbreak import Outbreak, outbreak
from graph.city.plan import City, city
from graph.city.routines import TrueStays, routines

__all__ = ["City", "Outbreak", "TrueStays", "city", "outbreak", "routines", "write_feeds"]
