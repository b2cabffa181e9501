"""Identity conflicts: a person has at most one ID card number.

What is linked without passing through an ID card, and reaches two of them, is disputed. Every row that bears a disputed
identifier together with another strong one is held, whichever came first; so is a row that itself names two ID cards.
"""

import numpy as np
from numpy.typing import NDArray

from graph.resolve.groups import groups
from graph.resolve.slots import Slots


def disputed_slots(slots: Slots) -> NDArray[np.bool_]:
    """Return which slots are held: whoever bears them together with another strong identifier may be two people."""
    strong = slots.strong
    slot, node = slots.slot[strong], slots.node[strong]
    count = len(slots.alone)
    linking = np.bincount(slot, minlength=count) > 1
    slot, node = slot[linking[slot]], node[linking[slot]]
    card = slots.card[node]
    cards = np.bincount(slot[card], minlength=count)
    held = cards > 1

    other = np.full(count, -1)
    plain_slot, plain = slot[~card], node[~card]
    other[plain_slot[::-1]] = plain[::-1]
    label = groups(len(slots.kind), other[plain_slot], plain)
    with_card = card & (other[slot] >= 0)
    reached = np.unique(np.stack([label[other[slot[with_card]]], node[with_card]], axis=1), axis=0)[:, 0]
    disputed = np.bincount(reached, minlength=len(slots.kind)) > 1
    both = other >= 0
    held[both] |= linking[both] & disputed[label[other[both]]]
    return held
