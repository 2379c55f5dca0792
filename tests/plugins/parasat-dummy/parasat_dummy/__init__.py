"""A plug-in that implements every hook, through the public contract alone."""

from pathlib import Path

from parasat_lms.plugin_api import PluginWords

NAME = "parasat_dummy"
words = PluginWords(Path(__file__).parent / "translations", NAME)
_ = words.gettext
_l = words.lazy_gettext
_n = words.ngettext
