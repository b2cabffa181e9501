"""Codes stand for identifiers, keyed and one way."""

import hmac

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.codes import Codes
from graph.errors import UsageError

KEY = b"an invented key for tests"


def test_a_code_is_the_head_of_hmac_sha256() -> None:
    """A code is the first 24 hex characters of HMAC-SHA-256, by RFC 4231's second vector."""
    codes = Codes(b"Jefe".ljust(16, b"\0"))  # zero bytes at the end do not change an HMAC key
    assert codes.code("what do ya want for nothing?") == "5bdcc146bf60754e6a042426"


@given(st.binary(min_size=16, max_size=90), st.text(max_size=40))
def test_every_digest_is_what_python_says(key: bytes, text: str) -> None:
    """For keys of any length and any text the digest equals Python's own hmac."""
    assert Codes(key).digest(text) == hmac.digest(key, text.encode(), "sha256").hex()


def test_columns_are_coded_as_single_texts_are() -> None:
    """A column with repeats and gaps gives the same codes as its texts one by one."""
    codes = Codes(KEY)
    column = pa.array(["phone:1", None, "phone:2", "phone:1"])
    one, two = codes.code("phone:1"), codes.code("phone:2")
    assert codes.codes(column).to_pylist() == [one, None, two, one]
    assert codes.codes(pa.chunked_array([column, column])).to_pylist() == [one, None, two, one] * 2


def test_duckdb_hashes_content_as_python_does() -> None:
    """The SQL expression gives the whole digest, and the key stands nowhere in it."""
    codes = Codes(KEY)
    connection = duckdb.connect()
    codes.bind(connection)
    sql = codes.content_hash_sql("text")
    found = connection.sql(f"SELECT {sql} FROM (VALUES ('name=李'), (NULL)) AS t(text)").fetchall()
    assert found == [(codes.digest("name=李"),), (None,)]
    assert KEY.hex() not in sql.lower()
    assert codes._inner.hex() not in sql.lower()


def test_another_key_gives_other_codes() -> None:
    """Two deployments with different keys share no code, and their fingerprints tell them apart."""
    one, other = Codes(KEY), Codes(KEY + b"!")
    assert one.code("phone:1") != other.code("phone:1")
    assert one.fingerprint() != other.fingerprint()
    assert one.fingerprint() == Codes(KEY).fingerprint()


def test_the_key_is_never_shown() -> None:
    """Neither repr nor str of the codes shows a byte of the key."""
    assert KEY.decode() not in repr(Codes(KEY))
    assert KEY.hex() not in repr(Codes(KEY))


def test_a_short_key_is_refused() -> None:
    """A key of under 16 bytes could be guessed and is refused with a sentence."""
    with pytest.raises(UsageError, match="15 bytes"):
        Codes(b"x" * 15)
