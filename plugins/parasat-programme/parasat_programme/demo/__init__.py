"""What the demonstration shows of the programme."""

from parasat_lms.plugin_api import DemoYear


def fill(year: DemoYear) -> None:
    """Fill a demonstration school."""
