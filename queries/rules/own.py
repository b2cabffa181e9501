"""Editions to ask under: those that are shipped, and an authority's own, which are files of one folder.

A file `city-2021.toml` holds the edition of that name. One that cannot be used is refused where it is asked for.
"""

import hashlib
import re
from pathlib import Path

from graph.errors import FileRefused, UsageError
from queries.rules.rules import Edition, edition, edition_names, parsed, problems, shipped

#: A name is a file's name and a word of the command line.
_NAME = re.compile(r"[^\W_][\w.-]{0,63}")


class Editions:
    """The shipped editions and those in a folder, which may be missing; a file is read anew whenever it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def own(self) -> tuple[str, ...]:
        """Return the names of the folder's files, usable or not, sorted."""
        return tuple(sorted(p.stem for p in self.folder.glob("*.toml") if p.is_file() and not p.name.startswith(".")))

    def edition(self, name: str) -> Edition:
        """Return the edition of that name.

        Raises:
            UsageError: EDITION_UNKNOWN.
            FileRefused: UNREADABLE, ENCODING, or as `checked`, where its file cannot be used.

        """
        own = self.own()
        if name not in own:
            known = sorted({*edition_names(), *own})
            if name not in known:
                raise UsageError("EDITION_UNKNOWN", f"there is no edition {name!r}: use one of {', '.join(known)}")
            return edition(name)
        return checked(self.text(name), str(self.file(name)), stem=name)

    def problems(self, name: str) -> list[str]:
        """Return what is wrong with an edition, one sentence each; nothing where it can be used."""
        if name not in self.own():
            return problems(shipped(name))
        try:
            return faults(self.text(name), str(self.file(name)), stem=name)
        except FileRefused as e:
            return [e.message]

    def text(self, name: str) -> str:
        """Return the text of one of the folder's files; raise FileRefused where it is none."""
        return text_of(self._bytes(name), str(self.file(name)))

    def sha256(self, name: str) -> str | None:
        """Return the SHA-256 of one of the folder's files as hex; None for a shipped edition."""
        return hashlib.sha256(self._bytes(name)).hexdigest() if name in self.own() else None

    def file(self, name: str) -> Path:
        """Return where one of the folder's files is, or would be."""
        return self.folder / f"{name}.toml"

    def _bytes(self, name: str) -> bytes:
        file = self.file(name)
        try:
            return file.read_bytes()
        except OSError as e:
            raise FileRefused("UNREADABLE", f"{file} cannot be read: {e.strerror or e}") from e


def text_of(data: bytes, file: str) -> str:
    """Return the bytes of a file as text; raise FileRefused (ENCODING) where they are none."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise FileRefused("ENCODING", f"{file} is no UTF-8 text: save the edition as UTF-8") from e


def checked(text: str, file: str, stem: str | None = None) -> Edition:
    """Return the edition that a text is; `file` is what the sentences call it, `stem` the name that its file has.

    Raises:
        FileRefused: EDITION_UNUSABLE with everything that is wrong with it; EDITION_NAME_TAKEN.

    """
    if said := problems(text):
        raise _unusable(file, "; ".join(said))
    told = parsed(text)
    if taken := {told.name, stem} & set(edition_names()):
        raise FileRefused(
            "EDITION_NAME_TAKEN", f"{file} has the name of the shipped edition {taken.pop()}: give it another name"
        )
    if not _NAME.fullmatch(told.name):
        raise _unusable(file, f"name: {told.name!r} is no file name: use letters, digits, - and _, 64 at most")
    if stem not in {None, told.name}:
        raise _unusable(file, f"name: it says {told.name!r} and its file says {stem!r}: call both alike")
    return told


def faults(text: str, file: str, stem: str | None = None) -> list[str]:
    """Return what is wrong with a text as an edition of one's own, one sentence each; nothing where it can be used."""
    if said := problems(text):
        return said
    try:
        checked(text, file, stem)
    except FileRefused as e:
        return [e.message]
    return []


def _unusable(file: str, said: str) -> FileRefused:
    return FileRefused("EDITION_UNUSABLE", f"{file} cannot be used as an edition: {said}")
