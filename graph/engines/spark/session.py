"""What of a Spark session is used, so that nothing here imports Spark: classic, Connect and Sail all offer it."""

from collections.abc import Sequence
from typing import Any, Protocol


class Writer(Protocol):
    """How a frame is written."""

    def parquet(self, path: str) -> None:
        """Write the rows as Parquet files in a new folder."""
        ...


class Frame(Protocol):
    """Rows that Spark has, or makes when it is asked for them."""

    @property
    def write(self) -> Writer:
        """Return how the rows are written."""
        ...

    def collect(self) -> Sequence[Any]:
        """Return the rows; each is a tuple with names."""
        ...

    def createOrReplaceTempView(self, name: str) -> None:  # noqa: N802  # Spark's name
        """Let SQL of this session call the rows by a name."""
        ...


class Reader(Protocol):
    """How files are read."""

    def schema(self, schema: str) -> "Reader":
        """Return a reader that takes these columns for granted; Sail writes no file where there are no rows."""
        ...

    def parquet(self, path: str) -> Frame:
        """Return the rows of the Parquet files below a folder."""
        ...


class Session(Protocol):
    """A Spark session."""

    @property
    def read(self) -> Reader:
        """Return how files are read."""
        ...

    def sql(self, text: str) -> Frame:
        """Return the rows of a query."""
        ...

    def createDataFrame(self, rows: Any, schema: str) -> Frame:  # noqa: N802  # Spark's name
        """Return rows of ours; the schema is text such as `seed INT, person STRING`."""
        ...
