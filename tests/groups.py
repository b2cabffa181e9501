"""Which tests stay together in one process where a run uses several: those that share what is dear to make.

A file stays together, for the sake of its fixtures, and so do all tests of one server, which share its database; random
worlds, stories and mutants share nothing and are spread. The rule reads the name of a test alone, which is all that the
process that hands tests out knows of them.
"""

from pathlib import PurePath

from xdist.scheduler import LoadScopeScheduling

from tests.local_neo4j import VERSIONS
from tests.neo4j_server import NAMED, versions

#: Files whose tests are handed out one by one.
SPREAD = {"test_random.py", "test_mutants.py", "test_stories.py", "test_metamorphic.py"}
#: Files whose tests name a version and start a server of their own.
OWN_SERVER = {"test_gates.py", "test_offline.py"}
#: Folders whose files share what their tests are about.
TOGETHER = {"tests/graph/city"}


def group(test: str) -> str:
    """Return the name of a test's group, given its own.

    >>> group("tests/graph/test_codes.py::test_one"), group("tests/contract/test_random.py::test_one[3]")
    ('tests/graph/test_codes.py', 'tests/contract/test_random.py::test_one[3]')
    """
    path, _, name = test.partition("::")
    file = PurePath(path)
    given = name.partition("[")[2].removesuffix("]").split("-")
    servers = {NAMED, *VERSIONS, *versions()}.intersection(given)
    if servers and file.name not in OWN_SERVER:
        return f"neo4j {min(servers)}"
    if file.parent.as_posix() in TOGETHER:
        return file.parent.as_posix()
    return test if file.name in SPREAD else path


class Groups(LoadScopeScheduling):
    """Hands a group to a process as a whole, the greatest first."""

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)
