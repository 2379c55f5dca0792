"""Portfolios: a student's works, and what students show the whole school."""

from uuid import UUID

from flask import request, url_for

from parasat_horizons import _
from parasat_horizons.forms.choices import AUDIENCE_WORDS
from parasat_horizons.forms.portfolio import PieceForm, filled_in
from parasat_horizons.models import Piece
from parasat_horizons.operations.portfolio import change, show, take_down
from parasat_horizons.queries.clubs import club
from parasat_horizons.queries.members import clubs_of, readable_student
from parasat_horizons.queries.portfolio import (
    PieceRow,
    file_seen_by,
    gallery,
    own_piece,
    pictures_of,
    piece_seen_by,
    portfolio,
)
from parasat_horizons.views.doors import PORTFOLIO_READ, PORTFOLIO_WRITE, blueprint, page_number
from parasat_lms.plugin_api import (
    Answer,
    Person,
    Refused,
    StoredFile,
    current_actor,
    flash_success,
    render_page,
    requires,
    see_other,
    send_picture,
    takes_files,
)

LONGEST_ALT = 200


@blueprint.get("/gallery")
@requires(PORTFOLIO_READ)
def school_gallery() -> Answer:
    """What students show the whole school."""
    page = page_number()
    rows, pages = gallery(page)
    return render_page("parasat_horizons/gallery.html", rows=rows, page=page, pages=pages)


def _student(student_id: UUID) -> Person | None:
    return readable_student(student_id, current_actor())


@blueprint.get("/portfolio/<uuid:student_id>")
@requires(PORTFOLIO_READ, on=_student)
def student_portfolio(student: Person) -> Answer:
    """The works of a student that this person may see."""
    actor = current_actor()
    return render_page(
        "parasat_horizons/portfolio.html",
        student=student,
        own=student.id == actor.person_id,
        rows=portfolio(student.id, actor),
        audiences=AUDIENCE_WORDS,
    )


def _visible(piece_id: UUID) -> PieceRow | None:
    return piece_seen_by(piece_id, current_actor())


@blueprint.get("/pieces/<uuid:piece_id>")
@requires(PORTFOLIO_READ, on=_visible)
def piece_page(row: PieceRow) -> Answer:
    """One work."""
    return render_page(
        "parasat_horizons/piece.html",
        row=row,
        own=row.piece.student_id == current_actor().person_id,
        club=club(row.piece.club_id) if row.piece.club_id else None,
        audiences=AUDIENCE_WORDS,
    )


def _form_page(form: PieceForm, piece: Piece | None, status: int = 200) -> Answer:
    return render_page(
        "parasat_horizons/piece_form.html",
        status=status,
        form=form,
        piece=piece,
        pictures=pictures_of(piece.id) if piece else (),
    )


@blueprint.get("/pieces/new")
@requires(PORTFOLIO_WRITE)
def new_piece() -> Answer:
    """The form of a new work."""
    return _form_page(PieceForm(formdata=None, clubs=clubs_of(current_actor().person_id)), None)


@blueprint.post("/pieces/new")
@takes_files
@requires(PORTFOLIO_WRITE)
def create_piece() -> Answer:
    """Put a work into one's portfolio."""
    student_id = current_actor().person_id
    form = PieceForm(clubs=clubs_of(student_id))
    if not form.validate():
        return _form_page(form, None, status=422)
    try:
        piece = show(student_id, form.words(), form.read)
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _form_page(form, None, status=422)
    flash_success(_("The work is in your portfolio."))
    return see_other(url_for("parasat_horizons.piece_page", piece_id=piece.id))


def _own(piece_id: UUID) -> Piece | None:
    return own_piece(piece_id, current_actor().person_id)


@blueprint.get("/pieces/<uuid:piece_id>/edit")
@requires(PORTFOLIO_WRITE, on=_own)
def edit_piece(piece: Piece) -> Answer:
    """The form of a work."""
    clubs = clubs_of(piece.student_id)
    return _form_page(PieceForm(formdata=None, data=filled_in(piece), clubs=clubs), piece)


@blueprint.post("/pieces/<uuid:piece_id>/edit")
@takes_files
@requires(PORTFOLIO_WRITE, on=_own)
def update_piece(piece: Piece) -> Answer:
    """Change a work."""
    form = PieceForm(clubs=clubs_of(piece.student_id))
    if not form.validate():
        return _form_page(form, piece, status=422)
    standing = pictures_of(piece.id)
    says = {
        picture.id: request.form.get(f"says-{picture.id}", "").strip()[:LONGEST_ALT] for picture in standing
    }
    removed = frozenset(picture.id for picture in standing if request.form.get(f"remove-{picture.id}") == "y")
    try:
        change(piece, form.words(piece), form.read, says, removed)
    except Refused as refused:
        form.pictures.errors = [str(refused)]
        return _form_page(form, piece, status=422)
    flash_success(_("The work is changed."))
    return see_other(url_for("parasat_horizons.piece_page", piece_id=piece.id))


@blueprint.post("/pieces/<uuid:piece_id>/remove")
@requires(PORTFOLIO_WRITE, on=_own)
def remove_piece(piece: Piece) -> Answer:
    """Take a work out of one's portfolio, with its pictures."""
    take_down(piece)
    flash_success(_("The work is removed."))
    return see_other(url_for("parasat_horizons.student_portfolio", student_id=current_actor().person_id))


def _file(picture_id: UUID) -> StoredFile | None:
    return file_seen_by(picture_id, current_actor())


@blueprint.get("/pictures/<uuid:picture_id>")
@requires(PORTFOLIO_READ, on=_file)
def picture(file: StoredFile) -> Answer:
    """A picture, for whoever may see its work."""
    return send_picture(file, small=request.args.get("size") == "small")
