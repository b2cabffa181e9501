"""A cancel needs only the record_id (semantics.md, 2), also where nothing else is in its file."""

from pathlib import Path

from tests.contract.product import Product
from tests.oracle.fed import Fed, World


def test_a_file_of_cancels_alone_is_taken_in(tmp_path: Path) -> None:
    """A file whose columns are record_id and op cancels its record, and the record's row is superseded."""
    row = {"record_id": "r1", "person_id": "ann", "place_kind": "venue", "place_name": "Bar",
           "t_start": "2021-07-01 18:00", "t_end": "2021-07-01 19:00"}  # fmt: skip
    product = Product(tmp_path / "deployment")
    world = World((Fed("stays", (row,)), Fed("stays", ({"record_id": "r1", "op": "cancel"},))))
    lines = product.begin(world, tmp_path / "files")
    assert [(line["accepted"], line.get("refused")) for line in lines] == [(1, None), (1, None)]
    (stays,) = [f for f in product.ask(["feeds"]) if f["feed"] == "stays"]
    assert (stays["rows"], stays["accepted"], stays["superseded"]) == (2, 1, 1)
