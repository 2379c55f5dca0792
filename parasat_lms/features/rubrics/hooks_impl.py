"""What the slice `rubrics` does when others tell it something."""

from parasat_lms.core.plugins import PluginManifest, hookimpl
from parasat_lms.features.rubrics.operations import seed_library
from parasat_lms.features.rubrics.queries import attributes_of
from parasat_lms.features.schools.queries import network_of_current_school


@hookimpl
def plugin_switched_on(manifest: PluginManifest) -> None:
    """A programme's rubric rows go into the school's library."""
    if manifest.rubric_seeds:
        seed_library(manifest, attributes_of(network_of_current_school()))
