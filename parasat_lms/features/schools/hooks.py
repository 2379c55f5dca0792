"""What the slice `schools` offers to plug-ins."""

from parasat_lms.core.plugins import PluginManifest, hookspec


@hookspec
def plugin_switched_on(manifest: PluginManifest) -> None:
    """Told, inside the transaction, that the current school switches a plug-in on, for the first time or again.

    An event hook: the place to lay down what the programme brings, such as its catalogue; it must be safe to repeat,
    and an error refuses the switch.
    """
