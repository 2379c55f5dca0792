"""The page of the catalogue."""

from flask import Blueprint, url_for

from parasat_lms.domain.localized import LANGUAGES, LocalizedText
from parasat_lms.plugin_api import Answer, current_actor, flash_success, render_page, requires, see_other
from parasat_programme import _, operations, queries, seeds
from parasat_programme.forms import AuthorsSubjectForm

CATALOGUE_READ = "parasat_programme:catalogue:read"
CATALOGUE_EDIT = "parasat_programme:catalogue:edit"
LEVELS = ("compulsory", "elective", "authors")

blueprint = Blueprint(
    "parasat_programme", __name__, template_folder="templates", url_prefix="/<school>/subjects"
)


def _catalogue_page(form: AuthorsSubjectForm, status: int = 200) -> Answer:
    subjects = queries.catalogue()
    return render_page(
        "parasat_programme/catalogue.html",
        status=status,
        levels=[(level, [subject for subject in subjects if subject.level == level]) for level in LEVELS],
        areas=seeds.areas(),
        form=form if current_actor().may(CATALOGUE_EDIT) else None,
    )


@blueprint.get("")
@requires(CATALOGUE_READ)
def catalogue() -> Answer:
    """Compulsory, elective and author's subjects."""
    return _catalogue_page(AuthorsSubjectForm(formdata=None))


@blueprint.post("")
@requires(CATALOGUE_EDIT)
def add_subject() -> Answer:
    """Write down an author's subject of this school."""
    form = AuthorsSubjectForm()
    if not form.validate():
        return _catalogue_page(form, status=422)
    # A field that was not sent at all has no data, not even an empty text.
    words = {language: (form[f"title_{language}"].data or "").strip() for language in LANGUAGES}
    title = LocalizedText.of(words)
    operations.add_authors_subject(
        title=title,
        description=LocalizedText(),
        grades=(form.first_grade.data, form.last_grade.data),
        weekly_hours=form.weekly_hours.data,
        attributes=form.attributes.data,
    )
    flash_success(_("The subject is in the catalogue."))
    return see_other(url_for("parasat_programme.catalogue"))
