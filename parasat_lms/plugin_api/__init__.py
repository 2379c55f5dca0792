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
from parasat_lms.core.files import (
    Picture,
    StoredFile,
    drop_file,
    keep_picture,
    read_picture,
    send_picture,
    takes_files,
)
from parasat_lms.core.forms import NoHiddenCharacters, ParasatForm, text_limit
from parasat_lms.core.guard import Actor, current_actor, public, requires
from parasat_lms.core.i18n import PluginWords, current_language, localized, pick
from parasat_lms.core.jobs import Job, find_job, latest_job, start_job
from parasat_lms.core.plugins import (
    CriterionSeed,
    Indicator,
    LevelSeed,
    MenuEntry,
    Panel,
    PersonalData,
    PluginManifest,
    Programme,
    RubricSeed,
    TrajectoryOption,
    hookimpl,
)
from parasat_lms.core.secrets import derived_key
from parasat_lms.core.web import Answer, flash_success, render_page, see_other, wants_fragment
from parasat_lms.domain.week import WeekEntry, WeekPart, clashes, minutes_by_part
from parasat_lms.features.branding.queries import BrandColours, brand_colours
from parasat_lms.features.courses.hooks import Subject
from parasat_lms.features.courses.models import Course
from parasat_lms.features.courses.operations import assign_teacher, enrol, open_course, schedule, withdraw
from parasat_lms.features.courses.queries import courses_taken, week_of
from parasat_lms.features.marking.forms import read_activity_rows as rubric_rows_of
from parasat_lms.features.marking.hooks import ReturnedWork
from parasat_lms.features.marking.operations import EvidenceEntry, append_evidence, assess_activity
from parasat_lms.features.marking.queries.activities import (
    ActivityRow,
    ActivityStanding,
    ActivityWork,
    activity_assessments,
)
from parasat_lms.features.marking.queries.feedback import ReturnedTask, returned_works
from parasat_lms.features.people.hooks import DemoYear
from parasat_lms.features.people.models import ClassStudent, Person
from parasat_lms.features.people.queries import children_of, people_in_role, person, student, students
from parasat_lms.features.progress.policies import readable_by as students_readable_by
from parasat_lms.features.rubrics.queries import (
    Attribute,
    RubricContent,
    as_plan,
    attributes_of,
    find_attribute,
    rubric_content,
    seeded_rubric,
)
from parasat_lms.features.rubrics.queries import library_contents as rubric_choices
from parasat_lms.features.schools.operations import enter_school_owning
from parasat_lms.features.schools.queries import (
    CurrentSchool,
    current_term,
    current_year,
    network_of_current_school,
    plugin_settings,
    school_language,
    school_timezone,
    switched_on,
    terms_of,
    the_school,
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
    "BrandColours",
    "ClassStudent",
    "Conflict",
    "Course",
    "CriterionSeed",
    "CurrentSchool",
    "DemoYear",
    "EvidenceEntry",
    "Indicator",
    "Job",
    "LevelSeed",
    "MenuEntry",
    "Model",
    "NoHiddenCharacters",
    "Panel",
    "ParasatForm",
    "Person",
    "PersonalData",
    "Picture",
    "PluginManifest",
    "PluginWords",
    "Programme",
    "Refused",
    "ReturnedTask",
    "ReturnedWork",
    "RubricContent",
    "RubricSeed",
    "SchoolOwned",
    "StoredFile",
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
    "brand_colours",
    "children_of",
    "clashes",
    "clock",
    "courses_taken",
    "current_actor",
    "current_language",
    "current_school_id",
    "current_term",
    "current_year",
    "db",
    "derived_key",
    "drop_file",
    "enrol",
    "enter_school_owning",
    "find",
    "find_attribute",
    "find_job",
    "flash_success",
    "hookimpl",
    "insert_if_absent",
    "keep_picture",
    "latest_job",
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
    "read_picture",
    "reference",
    "render_page",
    "requires",
    "returned_works",
    "rubric_choices",
    "rubric_content",
    "rubric_rows_of",
    "schedule",
    "school_language",
    "school_timezone",
    "see_other",
    "seeded_rubric",
    "send_picture",
    "start_job",
    "student",
    "students",
    "students_readable_by",
    "switched_on",
    "takes_files",
    "terms_of",
    "text_limit",
    "the_school",
    "today",
    "wants_fragment",
    "week_of",
    "withdraw",
]
