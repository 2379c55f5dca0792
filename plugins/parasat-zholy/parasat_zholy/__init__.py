"""Parasat Zholy: the upbringing component, as a plug-in."""

from pathlib import Path

from parasat_lms.plugin_api import PluginWords

NAME = "parasat_zholy"
words = PluginWords(Path(__file__).parent / "translations", NAME)
_ = words.gettext
_l = words.lazy_gettext
_n = words.ngettext
