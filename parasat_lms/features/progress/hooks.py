"""What the slice `progress` offers to plug-ins."""

from uuid import UUID

from parasat_lms.core.plugins import Panel, hookspec


@hookspec
def profile_panels(student_id: UUID) -> Panel | None:
    """A panel for a student's profile, or nothing.

    A display hook: an error leaves the panel out and is shown on the health page.
    """
