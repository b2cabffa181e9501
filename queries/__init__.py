"""What is asked: the questions, the rule editions, and the answers that are composed of them.

A question is one `x.py` with the `x.cypher` of its name where Neo4j answers it too: a walk over the columns, a Cypher
text, and rows of an answer. `trace` and `lists` compose questions and rules (`classify`, `rings`). Imports `graph` and
nothing else of ours; `api` imports it. Holds no storage detail, no user, no HTTP.
"""

from queries.answers import Names
from queries.at_place import at_place, at_place_rows
from queries.close_contacts import close_contacts
from queries.contacts_of_contacts import contacts_of_contacts
from queries.lists import ClassifiedList, Details, classified_list
from queries.reach import reach, reach_rows
from queries.recorded_chains import chain_problems, recorded_chains, recorded_chains_rows
from queries.rules import Edition, edition, edition_names
from queries.same import same
from queries.shared_with import shared_rows, shared_with, times_shared
from queries.trace import Ask, Trace, trace
from queries.trajectory import trajectory, trajectory_rows
from queries.windows import Span, Window, backward_window, case_window, days_window

__all__ = [
    "Ask",
    "ClassifiedList",
    "Details",
    "Edition",
    "Names",
    "Span",
    "Trace",
    "Window",
    "at_place",
    "at_place_rows",
    "backward_window",
    "case_window",
    "chain_problems",
    "classified_list",
    "close_contacts",
    "contacts_of_contacts",
    "days_window",
    "edition",
    "edition_names",
    "reach",
    "reach_rows",
    "recorded_chains",
    "recorded_chains_rows",
    "same",
    "shared_rows",
    "shared_with",
    "times_shared",
    "trace",
    "trajectory",
    "trajectory_rows",
]
