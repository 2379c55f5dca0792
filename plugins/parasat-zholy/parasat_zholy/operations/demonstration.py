"""The demonstration's content (written below)."""

from parasat_lms.plugin_api import DemoYear


def fill(year: DemoYear) -> None:
    """Fill."""
