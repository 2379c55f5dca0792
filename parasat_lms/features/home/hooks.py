"""What the slice `home` offers to plug-ins."""

from uuid import UUID

from parasat_lms.core.plugins import Panel, hookspec


@hookspec
def home_panels(person_id: UUID) -> Panel | None:
    """A panel for somebody's home page, or nothing.

    A display hook: an error leaves the panel out and is shown on the health page.
    """
