"""Rows of a feed, cleaned: the same fixtures as in the tests of each feed."""

from tests.graph.intake.conftest import codes, fed, reasons

__all__ = ["codes", "fed", "reasons"]
