"""The city's days, in UTC seconds, and the arrays that everything here is made of."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: 20 July 2021, a Tuesday, 00:00 in Asia/Shanghai.
FIRST_DAY = 1626710400
DAY = 86400
