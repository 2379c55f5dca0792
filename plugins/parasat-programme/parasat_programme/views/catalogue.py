"""The catalogue of subjects, the hours of a week and the limits of its load."""

from decimal import Decimal

from flask import request, url_for

from parasat_lms.plugin_api import Answer, current_actor, flash_success, requires, see_other, today
from parasat_programme import _, operations, queries, seeds
from parasat_programme.forms.catalogue import LimitForm, RuleForm, SubjectForm, read_hours
from parasat_programme.forms.electives import texts
from parasat_programme.views.shared import CATALOGUE_EDIT, CATALOGUE_READ, blueprint, show

LEVELS = ("compulsory", "elective", "authors")


def _catalogue_page(form: SubjectForm, status: int = 200) -> Answer:
    language = queries.instruction()
    subjects = [subject for subject in queries.catalogue() if subject.instruction in {None, language}]
    return show(
        "catalogue.html",
        "catalogue",
        status=status,
        levels=[(level, [subject for subject in subjects if subject.level == level]) for level in LEVELS],
        areas=seeds.areas(),
        form=form if current_actor().may(CATALOGUE_EDIT) else None,
    )


@blueprint.get("")
@requires(CATALOGUE_READ)
def catalogue() -> Answer:
    """Compulsory, elective and author's subjects."""
    return _catalogue_page(SubjectForm(formdata=None))


@blueprint.post("")
@requires(CATALOGUE_EDIT)
def add_subject() -> Answer:
    """Write down an elective of this school."""
    form = SubjectForm()
    if not form.validate():
        return _catalogue_page(form, status=422)
    operations.add_subject(
        title=texts(form, "title"),
        area=form.area.data,
        level="elective",
        grades=(form.first_grade.data, form.last_grade.data),
        weekly_hours=form.weekly_hours.data,
        attributes=form.attributes.data,
    )
    flash_success(_("The subject is in the catalogue."))
    return see_other(url_for(".catalogue"))


# --- hours and load -----------------------------------------------------------------------------------------


@blueprint.get("/hours")
@requires(CATALOGUE_READ)
def hours() -> Answer:
    """The compulsory hours of every grade and the limits of the load."""
    day = today()
    plan = queries.plan(day)
    limits = queries.limits(day)
    sums = queries.compulsory_hours(day)
    return show(
        "hours.html",
        "hours",
        plan=plan,
        limits=limits,
        sums=sums,
        left={grade: limits[grade].hours - sums[grade] for grade in limits},
        grades=queries.GRADES,
        language=queries.instruction(),
        may_edit=current_actor().may(CATALOGUE_EDIT),
    )


def _grade(grade: int) -> int | None:
    return grade if grade in queries.GRADES else None


def _grade_page(
    grade: int,
    rule: RuleForm,
    limit: LimitForm,
    *,
    sent: dict[str, str] | None = None,
    wrong: dict[str, str] | None = None,
    status: int = 200,
) -> Answer:
    day = today()
    standing = {
        row.subject.id: row.by_grade[grade].hours for row in queries.plan(day, grade=grade) if row.by_grade
    }
    language = queries.instruction()
    subjects = [
        (subject, standing.get(subject.id, Decimal(0)))
        for subject in queries.catalogue()
        if subject.level == "compulsory"
        and subject.first_grade <= grade <= subject.last_grade
        and subject.instruction in {None, language}
    ]
    return show(
        "grade.html",
        "hours",
        status=status,
        grade=grade,
        subjects=subjects,
        sum=sum(standing.values(), Decimal(0)),
        limit=queries.limits(day).get(grade),
        rule=rule,
        limit_form=limit,
        sent=sent or {},
        wrong=wrong or {},
    )


@blueprint.get("/hours/<int:grade>")
@requires(CATALOGUE_EDIT, on=_grade)
def grade_hours(grade: int) -> Answer:
    """The hours and the limit of one grade, to be set by the school."""
    return _grade_page(
        grade,
        RuleForm(formdata=None, prefix="plan-", valid_from=today()),
        LimitForm(formdata=None, prefix="limit-", valid_from=today()),
    )


@blueprint.post("/hours/<int:grade>")
@requires(CATALOGUE_EDIT, on=_grade)
def set_hours(grade: int) -> Answer:
    """Let the school's own hours hold in a grade from a day on."""
    form = RuleForm(prefix="plan-")
    ids = {str(subject.id): subject.id for subject in queries.catalogue() if subject.level == "compulsory"}
    asked = [key for key in ids if f"hours-{key}" in request.form]
    found, wrong = read_hours(asked)
    if not form.validate() or wrong:
        sent = {key: request.form[f"hours-{key}"] for key in asked}
        limit = LimitForm(formdata=None, prefix="limit-", valid_from=today())
        return _grade_page(grade, form, limit, sent=sent, wrong=wrong, status=422)
    operations.set_hours(
        grade,
        {ids[key]: number for key, number in found.items()},
        form.valid_from.data,
        texts(form, "source"),
    )
    flash_success(_("The hours of grade %(grade)d are set.", grade=grade))
    return see_other(url_for(".hours"))


@blueprint.post("/hours/<int:grade>/limit")
@requires(CATALOGUE_EDIT, on=_grade)
def set_limit(grade: int) -> Answer:
    """Let the school's own limit hold in a grade from a day on."""
    form = LimitForm(prefix="limit-")
    if not form.validate():
        rule = RuleForm(formdata=None, prefix="plan-", valid_from=today())
        return _grade_page(grade, rule, form, status=422)
    operations.set_limit(grade, form.hours.data, form.valid_from.data, texts(form, "source"))
    flash_success(_("The limit of grade %(grade)d is set.", grade=grade))
    return see_other(url_for(".hours"))
