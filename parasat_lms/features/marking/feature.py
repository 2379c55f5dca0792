"""What the slice `marking` brings to the house."""

from flask_babel import lazy_gettext as _l

from parasat_lms.core.plugins import MenuEntry, PersonalData, PluginManifest
from parasat_lms.domain.permissions import Permission, Role
from parasat_lms.features.marking import hooks
from parasat_lms.features.marking.views import blueprint

manifest = PluginManifest(
    name="marking",
    title=_l("Marking"),
    version="1",
    scope="core",
    blueprint=blueprint,
    hookspecs=hooks,
    permissions={
        Permission.MARKING_MODERATION_ARRANGE: (Role.TEACHER, Role.ADMIN),
        Permission.MARKING_MODERATION_OVERSEE: (Role.ADMIN,),
        Permission.MARKING_MODERATION_READ: (Role.TEACHER, Role.ADMIN),
        Permission.MARKING_RUBRIC_REMARK: (Role.TEACHER,),
        Permission.MARKING_SECOND_MARK: (Role.TEACHER,),
        Permission.MARKING_WORK_MARK: (Role.TEACHER,),
        Permission.MARKING_WORK_READ: (Role.TEACHER,),
    },
    personal_data=(
        PersonalData(
            "assessment",
            ("submission_id.student_id",),
            "anonymise",
            None,
            _l("How a student's work was assessed, with the teacher's comment; erased, the comment goes."),
            free_text=("comment",),
        ),
        PersonalData("assessment", ("returned_by",), "anonymise", None, _l("Who returned which work.")),
        PersonalData(
            "assessment_row",
            ("assessment_id.submission_id.student_id",),
            "anonymise",
            None,
            _l("The level that a student's work reached on each criterion; erased, the comment goes."),
            free_text=("comment",),
        ),
        PersonalData("assessment_row", ("changed_by",), "anonymise", None, _l("Who chose which level.")),
        PersonalData(
            "evidence",
            ("student_id",),
            "anonymise",
            None,
            _l(
                "The ledger of evidence only grows: it holds no text, and points to a nameless line once erased."
            ),
        ),
        PersonalData(
            "evidence",
            ("assessor_id",),
            "anonymise",
            None,
            _l("Who assessed; the ledger only grows, and points to a nameless line once erased."),
        ),
        PersonalData(
            "evidence_withdrawal",
            ("withdrawn_by",),
            "anonymise",
            None,
            _l("Who withdrew which evidence; the ledger only grows."),
        ),
        PersonalData(
            "activity_assessment",
            ("student_id",),
            "anonymise",
            None,
            _l("Which activities of a student were assessed; the ledger only grows."),
        ),
        PersonalData(
            "activity_assessment",
            ("assessor_id",),
            "anonymise",
            None,
            _l("Who assessed which activity; the ledger only grows."),
        ),
        PersonalData(
            "activity_assessment_row",
            ("activity_assessment_id.student_id",),
            "anonymise",
            None,
            _l("The level that a student reached in an activity; erased, the comment goes."),
            free_text=("comment",),
        ),
        PersonalData(
            "remarking",
            ("made_by",),
            "anonymise",
            None,
            _l("Who let works go over to another version of a rubric."),
        ),
        PersonalData(
            "remarking",
            ("undone_by",),
            "anonymise",
            None,
            _l("Who took works back from another version of a rubric."),
        ),
        PersonalData(
            "remarked_work",
            ("assessment_id.submission_id.student_id",),
            "anonymise",
            None,
            _l("The mark that a work had before it went over to another version of its rubric."),
        ),
        PersonalData(
            "moderation",
            ("lead_id",),
            "anonymise",
            None,
            _l("Who decides where two markers disagree."),
        ),
        PersonalData("moderation", ("asked_by",), "anonymise", None, _l("Who asked for second markings.")),
        PersonalData(
            "second_marking",
            ("submission_id.student_id",),
            "anonymise",
            None,
            _l("Which works of a student were marked a second time, and whether the markers agreed."),
        ),
        *(
            PersonalData("second_marking", (column,), "anonymise", None, why)
            for column, why in (
                ("marker_id", _l("Who marked which work a second time.")),
                ("allocated_by", _l("Who gave a work to a second marker.")),
                ("first_finished_by", _l("Who finished the first marking of which work.")),
                ("decided_by", _l("Who decided where two markers disagreed.")),
                ("withdrawn_by", _l("Who took a second marking back.")),
            )
        ),
        PersonalData(
            "second_marking_row",
            ("second_marking_id.submission_id.student_id",),
            "anonymise",
            None,
            _l(
                "The levels that both markers chose and what was decided; erased, the comments and reasons go."
            ),
            free_text=("comment",),
        ),
        PersonalData("second_marking_row", ("changed_by",), "anonymise", None, _l("Who chose which level.")),
    ),
    menu=(
        MenuEntry(
            "marking.waiting", _l("Marking"), "clipboard-check", Permission.MARKING_WORK_READ, order=20
        ),
        MenuEntry(
            "marking.moderations",
            _l("Moderation"),
            "handshake",
            Permission.MARKING_MODERATION_OVERSEE,
            order=70,
        ),
    ),
)
