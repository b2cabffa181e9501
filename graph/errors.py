"""The one error tree: every refusal that a person may meet, each with a code and a sentence that says what to do.

ContactgraphError
├── UsageError             the call itself is wrong: exit code 2
└── Refused                the call is right and cannot be done: exit code 1
    ├── DeploymentError    no, damaged, newer or busy data directory
    ├── KeyMissing         the pseudonym key is not where the settings say
    ├── NotKnown           a person, place, case or fact that nothing names
    ├── Ambiguous          a name that fits more than one; `choices` lists them
    ├── NoWindow           a case without any date, and no window given
    ├── FileRefused        a file that cannot be trusted as a whole
    ├── EngineError        the engine is away, behind, or refuses the password
    └── NotAnswered        a question that this engine does not answer
"""

from collections.abc import Sequence


class ContactgraphError(Exception):
    """Raised for anything that is the caller's to mend; carries a `code` and one sentence."""

    exit_code = 1

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class UsageError(ContactgraphError):
    """Raised when the call itself is wrong, such as `co-presence` without a window."""

    exit_code = 2


class Refused(ContactgraphError):
    """Raised when a right call cannot be carried out."""


class DeploymentError(Refused):
    """Raised when the data directory is missing, damaged, newer than this program, or in use by another writer."""


class KeyMissing(Refused):
    """Raised when the pseudonym key of a deployment cannot be found."""


class NotKnown(Refused):
    """Raised when no fact names the person, place, case or fact that was asked for."""


class Ambiguous(Refused):
    """Raised when a name fits more than one; `choices` are the full names to choose from."""

    def __init__(self, code: str, message: str, choices: Sequence[str]) -> None:
        super().__init__(code, message)
        self.choices = tuple(choices)


class NoWindow(Refused):
    """Raised when a case has no date and the question was given no window."""


class FileRefused(Refused):
    """Raised when a file cannot be trusted as a whole; `records` is its number of records where it can be counted."""

    def __init__(self, code: str, message: str, records: int | None = None) -> None:
        super().__init__(code, message)
        self.records = records


class EngineError(Refused):
    """Raised when an engine is away, behind the facts, or refuses the password."""


class NotAnswered(Refused):
    """Raised when this engine does not answer this question; the sentence says which does."""
