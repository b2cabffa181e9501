"""What an authority may choose about how facts are read; two graphs of other choices are two graphs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choices:
    """How facts become a graph, where the meaning leaves a choice."""

    tests_open_cases: bool = True
    """Whether a positive test of a person without a registered case opens one."""
    fix_gap: int = 3600
    """Longest silence between two fixes of one stay in a cell, in seconds."""
    smooth: int = 0
    """Jumps of a phone to another cell and back in less than this are taken out, in seconds; 0: none is."""

    @property
    def mark(self) -> str:
        """Return what the stamp of the facts bears of them; nothing where all is as usual.

        >>> Choices().mark, Choices(fix_gap=1800).mark
        ('', '-1-1800-0')
        """
        return "" if self == Choices() else f"-{int(self.tests_open_cases)}-{self.fix_gap}-{self.smooth}"


USUAL = Choices()
