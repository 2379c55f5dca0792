"""Micro-qualifications: enrolment, evidence, assessment, and credentials that anybody can verify."""

from pathlib import Path

from parasat_lms.plugin_api import PluginWords

NAME = "parasat_microqualifications"
words = PluginWords(Path(__file__).parent / "translations", NAME)
_ = words.gettext
_l = words.lazy_gettext
_n = words.ngettext
