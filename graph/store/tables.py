"""The tables of `store.db`. Instants are whole microseconds since 1970 UTC; the migrations make what stands here.

`vault` is the only table that holds anything personal: names, numbers, addresses, notes of unknown columns, the bytes
of refused rows and files, and the reasons that people type.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

deployment = Table(
    "deployment",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("timezone", String(64), nullable=False),
    Column("edition", String(64), nullable=False),
    Column("engine", String(16), nullable=False),
    Column("retention_days", Integer),
    Column("created", BigInteger, nullable=False),
    Column("fingerprint", String(64), nullable=False),
)

batches = Table(
    "batches",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("id", String(16), nullable=False, unique=True),
    Column("feed", String(32), nullable=False),
    Column("source", Text, nullable=False),
    Column("by_hand", Boolean, nullable=False),  # written by `case` or `fact`, not fed
    Column("file", Text, nullable=False),
    Column("encoding", String(16)),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("arrived", BigInteger, nullable=False),
    Column("exported_at", BigInteger),
    Column("rows", BigInteger),
    Column("accepted", BigInteger, nullable=False),
    Column("duplicate", BigInteger, nullable=False),
    Column("superseded", BigInteger, nullable=False),
    Column("quarantined", BigInteger),
    Column("rejected", BigInteger, nullable=False),
    Column("held", BigInteger, nullable=False),  # part of `quarantined`: rows that stand in the facts and wait
    Column("reasons", JSON, nullable=False),
    Column("flags", JSON, nullable=False),
    Column("refused", String(64)),
    Column("seconds", Float, nullable=False),
    Column("first_event", BigInteger),
    Column("last_event", BigInteger),
)

files = Table(
    "files",
    metadata,
    Column("path", Text, primary_key=True),  # below the data directory
    Column("batch", Integer, ForeignKey("batches.seq"), nullable=False),
    Column("feed", String(32), nullable=False),
    Column("kind", String(16), nullable=False),  # facts, superseded, ledger
    Column("rows", BigInteger, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Index("files_of", "feed", "kind", "batch"),
)

vault = Table(
    "vault",
    metadata,
    Column("owner", String(64), primary_key=True),  # a person's or place's code, `batch:b000001`, `fact:f000001`
    Column("field", String(32), primary_key=True),
    Column("source", Text, primary_key=True),
    Column("digest", String(24), primary_key=True),  # keyed code of the value, or the number of a piece
    Column("value", LargeBinary, nullable=False),
    Column("batch", Integer, nullable=False),
    sqlite_with_rowid=False,
)

#: Which sources have ever given values of a field; so that nobody has to look through the vault to know.
vault_sources = Table(
    "vault_sources",
    metadata,
    Column("field", String(32), primary_key=True),
    Column("source", Text, primary_key=True),
)

facts_added = Table(
    "facts_added",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("case_id", Text),
    Column("feed", String(32), nullable=False),
    Column("source", Text, nullable=False),
    Column("record_id", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("withdrawn", BigInteger),
    Column("withdrawn_by", Text),
)

looks = Table(
    "looks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("who", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("what", Text, nullable=False),
)

lists = Table(
    "lists",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("cases", JSON, nullable=False),
    Column("edition", String(64), nullable=False),
    Column("key", String(64), nullable=False, unique=True),  # digest of cases and edition
)

list_versions = Table(
    "list_versions",
    metadata,
    Column("list", Integer, ForeignKey("lists.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("rows", JSON, nullable=False),  # codes and times, never names
    UniqueConstraint("list", "version"),
)
