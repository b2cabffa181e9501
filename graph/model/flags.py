"""Bits of a stay's `flags`, as engines keep them, and the names that answers show."""

ESTIMATED_END = 1  # an open end, closed by a cap or by the next stay
DAY_ONLY = 2  # a side without a clock
SHARED_IDENTIFIER = 4
LONG = 8
COARSE = 16
INDIRECT = 32
PROTECTED = 64  # encounters only, never shown as a flag
CLOSE_CONTACT = 128  # encounters only: the setting says close contact
STAFF = 256
IMPOSSIBLE = 512  # the person was told to be far away at that time, or too soon before or after
SMOOTHED = 1024  # jumps of the phone to another cell and back were taken out

SHOWN = {
    ESTIMATED_END: "estimated_end",
    DAY_ONLY: "day_only",
    SHARED_IDENTIFIER: "shared_identifier",
    LONG: "LONG",
    COARSE: "COARSE",
    INDIRECT: "indirect",
    IMPOSSIBLE: "impossible_travel",
    SMOOTHED: "smoothed",
}


def shown(flags: int) -> list[str]:
    """Return the names of the flags that an answer shows, sorted.

    >>> shown(ESTIMATED_END | LONG | PROTECTED)
    ['LONG', 'estimated_end']
    """
    return sorted(name for bit, name in SHOWN.items() if flags & bit)
