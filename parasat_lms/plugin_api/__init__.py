"""All that a plug-in may import from the core, besides `parasat_lms.domain`.

What is not named here is not part of the contract and may change without notice.
"""

from parasat_lms.core import audit, clock
from parasat_lms.core.db import (
    AppendOnly,
    Model,
    SchoolOwned,
    current_school_id,
    db,
    find,
    insert_if_absent,
    new_id,
    reference,
)
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
from parasat_lms.core.web import Answer, flash_success, render_page, see_other, wants_fragment
from parasat_lms.domain.week import WeekEntry, WeekPart, clashes, minutes_by_part
from parasat_lms.features.courses.hooks import Subject
from parasat_lms.features.courses.models import Course
from parasat_lms.features.courses.operations import assign_teacher, enrol, open_course, schedule
from parasat_lms.features.courses.queries import week_of
from parasat_lms.features.marking.forms import read_activity_rows as rubric_rows_of
from parasat_lms.features.marking.hooks import ReturnedWork
from parasat_lms.features.marking.operations import EvidenceEntry, append_evidence, assess_activity
from parasat_lms.features.marking.queries.activities import (
    ActivityRow,
    ActivityStanding,
    ActivityWork,
    activity_assessments,
)
from parasat_lms.features.people.hooks import DemoYear
from parasat_lms.features.people.models import ClassStudent, Person
from parasat_lms.features.people.queries import children_of, people_in_role, person, student, students
from parasat_lms.features.progress.policies import readable_by as students_readable_by
from parasat_lms.features.rubrics.queries import (
    Attribute,
    RubricContent,
    as_plan,
    attributes_of,
    rubric_content,
    seeded_rubric,
)
from parasat_lms.features.rubrics.queries import library_contents as rubric_choices
from parasat_lms.features.schools.queries import (
    current_term,
    current_year,
    network_of_current_school,
    plugin_settings,
    switched_on,
    terms_of,
    today,
)

__all__ = [
    "ActivityRow",
    "ActivityStanding",
    "ActivityWork",
    "Actor",
    "Answer",
    "AppendOnly",
    "Attribute",
    "ClassStudent",
    "Conflict",
    "Course",
    "CriterionSeed",
    "DemoYear",
    "EvidenceEntry",
    "Indicator",
    "LevelSeed",
    "MenuEntry",
    "Model",
    "NoHiddenCharacters",
    "Panel",
    "ParasatForm",
    "Person",
    "PersonalData",
    "PluginManifest",
    "PluginWords",
    "Programme",
    "Refused",
    "ReturnedWork",
    "RubricContent",
    "SchoolOwned",
    "Subject",
    "TrajectoryOption",
    "WeekEntry",
    "WeekPart",
    "activity_assessments",
    "append_evidence",
    "as_plan",
    "assess_activity",
    "assign_teacher",
    "attributes_of",
    "audit",
    "children_of",
    "clashes",
    "clock",
    "current_actor",
    "current_language",
    "current_school_id",
    "current_term",
    "current_year",
    "db",
    "enrol",
    "find",
    "flash_success",
    "hookimpl",
    "insert_if_absent",
    "localized",
    "minutes_by_part",
    "network_of_current_school",
    "new_id",
    "open_course",
    "people_in_role",
    "person",
    "pick",
    "plugin_settings",
    "public",
    "reference",
    "render_page",
    "requires",
    "rubric_choices",
    "rubric_content",
    "rubric_rows_of",
    "schedule",
    "see_other",
    "seeded_rubric",
    "student",
    "students",
    "students_readable_by",
    "switched_on",
    "terms_of",
    "text_limit",
    "today",
    "wants_fragment",
    "week_of",
]
