"""One self-contained page about a case: chain over time, stays side by side, table, counts per channel.

Made from the rows that `--json` gives and nothing else, so that it shows what programs see. No script, no request leaves
the page; pictures are SVG text that prints.
"""

from api.report.journey import Spots
from api.report.page import report_page, trajectory_page

__all__ = ["Spots", "report_page", "trajectory_page"]
