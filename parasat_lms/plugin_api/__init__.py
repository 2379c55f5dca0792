"""All that a plug-in may import from the core, besides `parasat_lms.domain`.

What is not named here is not part of the contract and may change without notice.
"""

from parasat_lms.core import audit, clock
from parasat_lms.core.db import Model, SchoolOwned, current_school_id, db, find, reference
from parasat_lms.core.errors import Conflict, Refused
from parasat_lms.core.forms import NoHiddenCharacters, ParasatForm, text_limit
from parasat_lms.core.guard import Actor, current_actor, public, requires
from parasat_lms.core.i18n import PluginWords, current_language, localized, pick
from parasat_lms.core.plugins import (
    CriterionSeed,
    Indicator,
    LevelSeed,
    MenuEntry,
    Panel,
    PersonalData,
    PluginManifest,
    Programme,
    TrajectoryOption,
    hookimpl,
)
from parasat_lms.core.web import Answer, flash_success, render_page, see_other
from parasat_lms.features.courses.hooks import Subject
from parasat_lms.features.marking.hooks import ReturnedWork
from parasat_lms.features.marking.operations import EvidenceEntry, append_evidence
from parasat_lms.features.rubrics.queries import Attribute, attributes_of
from parasat_lms.features.schools.queries import network_of_current_school, plugin_settings

__all__ = [
    "Actor",
    "Answer",
    "Attribute",
    "Conflict",
    "CriterionSeed",
    "EvidenceEntry",
    "Indicator",
    "LevelSeed",
    "MenuEntry",
    "Model",
    "NoHiddenCharacters",
    "Panel",
    "ParasatForm",
    "PersonalData",
    "PluginManifest",
    "PluginWords",
    "Programme",
    "Refused",
    "ReturnedWork",
    "SchoolOwned",
    "Subject",
    "TrajectoryOption",
    "append_evidence",
    "attributes_of",
    "audit",
    "clock",
    "current_actor",
    "current_language",
    "current_school_id",
    "db",
    "find",
    "flash_success",
    "hookimpl",
    "localized",
    "network_of_current_school",
    "pick",
    "plugin_settings",
    "public",
    "reference",
    "render_page",
    "requires",
    "see_other",
    "text_limit",
]
