"""What the programme does when the core asks or tells."""

from parasat_lms.plugin_api import PluginManifest, Subject, hookimpl
from parasat_programme import operations, queries

NAME = "parasat_programme"


@hookimpl
def plugin_switched_on(manifest: PluginManifest) -> None:
    """The school gets its catalogue when it switches this plug-in on."""
    if manifest.name == NAME:
        operations.lay_down_catalogue()


@hookimpl
def subject_catalogue() -> list[Subject]:
    """The subjects from which courses are opened."""
    return [
        Subject(
            plugin=NAME,
            code=subject.code,
            title=subject.title,
            kind=subject.kind,
            first_grade=subject.first_grade,
            last_grade=subject.last_grade,
            attributes=tuple(subject.attributes),
            weekly_hours=subject.weekly_hours,
        )
        for subject in queries.catalogue()
    ]
