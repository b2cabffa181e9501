"""Numbers of flights, trains, coaches and ships as they are compared (semantics.md, 4)."""

import re
import unicodedata


def plain(text: str) -> str:
    """Return a text in NFKC and upper case, without spaces and dashes of any kind."""
    whole = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in whole if not c.isspace() and unicodedata.category(c) != "Pd")


def numbers(text: str) -> tuple[str, ...]:
    """Return the numbers of one run, sorted: what stands after `/` replaces as many of the first number's last digits.

    >>> numbers("G1234/5"), numbers("ba 0027")
    (('G1234', 'G1235'), ('BA27',))
    """
    head, *tails = plain(text).split("/")
    digits = re.search(r"\d*$", head)[0]  # type: ignore[index]  # it matches the empty text too
    letters = head[: len(head) - len(digits)]
    others = [letters + digits[: max(0, len(digits) - len(t))] + t if t.isdigit() else t for t in tails if t]
    return tuple(sorted({re.sub(r"^(.*[A-Z])0+(?=\d)", r"\1", n) for n in [head, *others]}))
