"""Which things belong together, from pairs of them: connected groups by numpy alone."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


def groups(size: int, a: Numbers, b: Numbers) -> Numbers:
    """Return for each of `size` numbers the smallest number that is connected with it by pairs (a[i], b[i]).

    Every round hands the smallest label of each pair to both labels and follows labels to their end; chains double in
    reach, so that rounds grow with the logarithm of the longest chain.

    >>> groups(6, np.array([1, 4, 5]), np.array([2, 2, 0])).tolist()
    [0, 1, 1, 3, 1, 0]
    """
    label = np.arange(size)
    while len(a):
        apart = label[a] != label[b]
        a, b = a[apart], b[apart]
        if not len(a):
            break
        low = np.minimum(label[a], label[b])
        np.minimum.at(label, label[a], low)
        np.minimum.at(label, label[b], low)
        while True:
            further = label[label]
            if np.array_equal(further, label):
                break
            label = further
    return label
