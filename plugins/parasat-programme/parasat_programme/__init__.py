"""Parasat Programme: the learning component, as a plug-in."""

from pathlib import Path

from parasat_lms.plugin_api import PluginWords

words = PluginWords(Path(__file__).parent / "translations", "parasat_programme")
_ = words.gettext
_l = words.lazy_gettext
