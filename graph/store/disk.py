"""Files that stay: written, told to the disk, moved into place; and what a full disk says to a person."""

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from graph.errors import DeploymentError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FULL_WORDS = ("no space left", "disk is full", "file too large", "disk quota")
_PIECE = 1 << 20


def disk_full(where: Path) -> DeploymentError:
    """Return the error for a full disk."""
    return DeploymentError(
        "DISK_FULL",
        f"the disk of {where} is full, so nothing of this file was brought in; what was acknowledged before is whole: "
        "make room and feed the file again",
    )


@contextmanager
def disk_errors(where: Path) -> Iterator[None]:
    """Turn what a full disk makes the libraries say into one DeploymentError (DISK_FULL)."""
    try:
        yield
    except OSError as e:
        if e.errno in _FULL or says_full(str(e)):
            raise disk_full(where) from e
        raise
    except duckdb.Error as e:
        if says_full(str(e)):
            raise disk_full(where) from e
        raise


def says_full(text: str) -> bool:
    """Return whether a library's message means that the disk is full."""
    return any(words in text.lower() for words in _FULL_WORDS)


def sync_file(path: Path) -> None:
    """Tell the disk to keep a file's bytes."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


#: A folder is told in the same way; its bytes are the names in it.
sync_folder = sync_file


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, as hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def made_folder(path: Path, top: Path) -> Path:
    """Return a folder below `top`, made with all its parents, each kept by the disk."""
    missing = [p for p in (path, *path.parents) if p.is_relative_to(top) and not p.exists()]
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)
    return path
