"""The forms in which a teacher sets an assignment, and a date for one student."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, StopValidation
from wtforms.widgets import CheckboxInput

from parasat_lms.core.files import KIND_NAMES, MEGABYTE, FileKind, largest_file
from parasat_lms.core.forms import NoHiddenCharacters, ParasatForm, text_limit
from parasat_lms.core.i18n import ENDONYMS, pick
from parasat_lms.domain.deadlines import LatePolicy
from parasat_lms.domain.localized import LANGUAGES, LocalizedText
from parasat_lms.features.assignments.models import (
    MOST_FILES,
    USUAL_FILE_MB,
    Assignment,
    AssignmentKind,
    AttemptRule,
)
from parasat_lms.features.assignments.operations import Wish
from parasat_lms.features.rubrics.models import RubricVersion
from parasat_lms.features.schools.models import Term

MOST_OBJECTIVES = 12
OBJECTIVE = re.compile(r"(?:[1-9]|1[01])(?:\.[0-9]{1,2}){3}")
"""A code of a learning objective: grade, section, subsection, number."""
WAYS = {
    "text": (True, False, False, False),
    "files": (False, False, False, True),
    "text_or_files": (True, False, False, True),
    "link": (False, True, False, False),
    "text_or_link": (True, True, False, False),
    "paper": (False, False, True, False),
}
"""Ways of handing in as they are offered: text, link, on paper, files."""
REQUIRED = InputRequired(_l("Please fill this in."))
MOST_LATE_DAYS = 60
PROPOSED_FILES = 3
"""How many files a new assignment proposes: some pages of an exercise book."""


def way_of(assignment: Assignment) -> str:
    """How works are handed in, by its name among the ways on offer."""
    taken = (assignment.takes_text, assignment.takes_link, assignment.on_paper, assignment.takes_files)
    return next(name for name, parts in WAYS.items() if parts == taken)


class _Readable:
    """What a browser's own field sends, or nothing: else one message in words instead of the library's."""

    def __call__(self, _form: Any, field: Any) -> None:
        if field.data is None:
            field.errors = []
            raise StopValidation(_l("Please fill this in."))


def _title(language: str) -> StringField:
    return StringField(ENDONYMS[language], [text_limit(200), NoHiddenCharacters()], filters=[_stripped])


def _instructions(language: str) -> TextAreaField:
    return TextAreaField(
        ENDONYMS[language], [text_limit(), NoHiddenCharacters()], filters=[_stripped], render_kw={"rows": 7}
    )


def _stripped(value: str | None) -> str:
    return (value or "").replace("\r\n", "\n").strip()


class AssignmentForm(ParasatForm):
    """An assignment as a teacher sets it."""

    title_kk, title_ru, title_en = _title("kk"), _title("ru"), _title("en")
    instructions_kk, instructions_ru, instructions_en = (
        _instructions("kk"),
        _instructions("ru"),
        _instructions("en"),
    )
    origin = RadioField(
        _l("Language it is written in"),
        choices=[SelectChoice(code, name) for code, name in ENDONYMS.items()],
        description=_l("The other two are translations: a reader whose language is missing sees this one."),
    )
    kind = RadioField(
        _l("Kind"),
        choices=[
            SelectChoice(AssignmentKind.FORMATIVE.value, _l("Formative assessment (FA)")),
            SelectChoice(AssignmentKind.UNIT_SUMMATIVE.value, _l("Summative assessment for a unit (SAU)")),
            SelectChoice(AssignmentKind.TERM_SUMMATIVE.value, _l("Summative assessment for a term (SAT)")),
            SelectChoice(AssignmentKind.COMPETENCE.value, _l("Assessment of competences, without a mark")),
        ],
    )
    term_id = SelectField(_l("Term"))
    rubric_version_id = SelectField(_l("Rubric"))
    opens_on = DateField(_l("Opens on"), [_Readable()])
    opens_time = TimeField(_l("at (opening time)"), [_Readable()])
    due_on = DateField(_l("Due on"), [_Readable()])
    due_time = TimeField(_l("at (due time)"), [_Readable()])
    objectives = StringField(
        _l("Learning objectives"),
        [text_limit(200), NoHiddenCharacters()],
        filters=[_stripped],
        description=_l("Codes of the curriculum such as 7.2.1.4, with spaces between them."),
        render_kw={"autocomplete": "off"},
    )
    taken = RadioField(
        _l("How it is handed in"),
        choices=[
            SelectChoice("text", _l("Text written here")),
            SelectChoice("files", _l("Files")),
            SelectChoice("text_or_files", _l("Text, files, or both")),
            SelectChoice("link", _l("A link")),
            SelectChoice("text_or_link", _l("Text, a link, or both")),
            SelectChoice("paper", _l("On paper: marked here without a submission")),
        ],
    )
    most_files = IntegerField(
        _l("Files at most"),
        [_Readable(), NumberRange(1, MOST_FILES, _l("A number from 1 to 10."))],
        render_kw={"min": 1, "max": MOST_FILES},
    )
    largest_file_mb = IntegerField(_l("Each up to (MB)"), [_Readable()])
    file_kinds = SelectMultipleField(
        _l("Kinds of files"),
        choices=[SelectChoice(kind.value, name) for kind, name in KIND_NAMES.items()],
        description=_l(
            "Told by the content. Pictures are made anew without place and camera; files with macros, scripts or "
            "passwords are refused."
        ),
        option_widget=CheckboxInput(),
    )
    max_attempts = IntegerField(
        _l("Attempts"),
        [_Readable(), NumberRange(1, 10, _l("A number from 1 to 10."))],
        description=_l("After a returned attempt the student may try again, until the due date."),
        render_kw={"min": 1, "max": 10},
    )
    attempt_rule = RadioField(
        _l("Of several attempts, what counts is"),
        choices=[
            SelectChoice(AttemptRule.LATEST.value, _l("the latest")),
            SelectChoice(AttemptRule.HIGHEST.value, _l("the one with the highest result")),
        ],
    )
    late_policy = RadioField(
        _l("After the due time"),
        choices=[
            SelectChoice(LatePolicy.MARK_LATE.value, _l("works are taken and shown as late")),
            SelectChoice(LatePolicy.UNTIL.value, _l("works are taken as late for some days")),
            SelectChoice(LatePolicy.REFUSE.value, _l("works are not taken")),
        ],
    )
    late_days = IntegerField(
        _l("How many days late"),
        [_Readable(), NumberRange(0, MOST_LATE_DAYS, _l("A number from 0 to 60."))],
        render_kw={"min": 0, "max": MOST_LATE_DAYS},
    )
    anonymous = BooleanField(
        _l("Hide the students' names from the markers"),
        description=_l(
            "Until a work is returned, the desk shows a code instead of the name. What students write about "
            "themselves in the text or behind a link cannot be hidden."
        ),
    )
    seen_revision = StringField()
    intent = StringField()

    def offer(self, terms: Sequence[Term], rubrics: Sequence[RubricVersion]) -> None:
        """The terms and rubrics to choose from."""
        self.largest = largest_file() // MEGABYTE
        self.largest_file_mb.render_kw = {"min": 1, "max": self.largest}
        self.largest_file_mb.description = _("At this school at most %(most)d MB.", most=self.largest)
        self.terms = {str(term.id): term for term in terms}
        self.term_id.choices = [
            SelectChoice(key, _("Term %(number)s", number=term.number)) for key, term in self.terms.items()
        ]
        self.rubric_version_id.choices = [
            SelectChoice(
                str(version.id),
                _("%(title)s, version %(number)s", title=pick(version.title), number=version.number),
            )
            for version in rubrics
        ]

    def fill(self, assignment: Assignment) -> None:
        """Show an assignment as it stands."""
        for name in ("title", "instructions"):
            text = getattr(assignment, name)
            for language in LANGUAGES:
                self[f"{name}_{language}"].data = getattr(text, language)
        self.origin.data = assignment.title.origin
        self.objectives.data = " ".join(assignment.objectives)
        self.taken.data = way_of(assignment)
        self.propose_files(assignment)
        self.term_id.data, self.rubric_version_id.data = (
            str(assignment.term_id),
            str(assignment.rubric_version_id),
        )
        for name in (
            "kind", "opens_on", "opens_time", "due_on", "due_time", "max_attempts", "attempt_rule", "late_policy",
            "late_days", "anonymous",
        ):  # fmt: skip
            self[name].data = getattr(assignment, name)
        self.seen_revision.data = str(assignment.revision)

    def propose_files(self, assignment: Assignment | None = None) -> None:
        """What files are asked for, or what would mostly be."""
        asks = assignment if assignment and assignment.takes_files else None
        self.most_files.data = asks.most_files if asks else PROPOSED_FILES
        self.file_kinds.data = list(asks.file_kinds) if asks else [FileKind.PICTURE.value, FileKind.PDF.value]
        self.largest_file_mb.data = asks.largest_file_mb if asks else min(USUAL_FILE_MB, self.largest)

    @property
    def wants_files(self) -> bool:
        """Whether the chosen way asks for files."""
        return self.taken.data in WAYS and WAYS[self.taken.data][-1]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of learning objectives, each once, in the order they were written."""
        return (
            tuple(dict.fromkeys(re.split(r"[\s,;]+", self.objectives.data or "")))
            if self.objectives.data
            else ()
        )

    @property
    def revision(self) -> int:
        """The revision that was on the screen; 0 where none can be read."""
        seen = self.seen_revision.data or ""
        return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0

    def validate_title_kk(self, _field: Any) -> None:
        """There is a title in the language of origin."""
        self._needs("title", _("Write the title in the language it is written in."))

    def validate_instructions_kk(self, _field: Any) -> None:
        """There are instructions in the language of origin."""
        self._needs("instructions", _("Write the instructions in the language they are written in."))

    def _needs(self, name: str, message: str) -> None:
        origin = self.origin.data if self.origin.data in LANGUAGES else LANGUAGES[0]
        field = self[f"{name}_{origin}"]
        if not field.data:
            # Fields are checked in order; of an error set before, a later field's check would know nothing.
            self.missing[field.name] = message

    def validate_objectives(self, _field: Any) -> None:
        """Every code is one."""
        wrong = [code for code in self.codes if not OBJECTIVE.fullmatch(code)]
        if wrong:
            raise ValidationError(
                _("These are no codes: %(codes)s. A code looks like 7.2.1.4.", codes=", ".join(wrong)[:120])
            )
        if len(self.codes) > MOST_OBJECTIVES:
            raise ValidationError(_("At most %(most)d codes.", most=MOST_OBJECTIVES))

    def validate_file_kinds(self, field: Any) -> None:
        """Some kind is taken where files are."""
        if self.wants_files and not field.data:
            raise ValidationError(_("Choose at least one kind."))

    def validate_largest_file_mb(self, field: Any) -> None:
        """No more than the school takes."""
        if not 1 <= field.data <= self.largest:
            raise ValidationError(_("A number from 1 to %(most)d.", most=self.largest))

    def validate_anonymous(self, field: Any) -> None:
        """A name on paper cannot be hidden."""
        if field.data and self.taken.data == "paper":
            raise ValidationError(_("On paper a name cannot be hidden: choose another way of handing in."))

    def validate_late_days(self, field: Any) -> None:
        """Days where days are asked for."""
        if self.late_policy.data == LatePolicy.UNTIL and field.data == 0:
            raise ValidationError(_("Say for how many days."))

    def validate_due_on(self, field: Any) -> None:
        """The due date lies in the term and after the opening."""
        term = self.terms.get(self.term_id.data)
        if term and not term.starts_on <= field.data <= term.ends_on:
            raise ValidationError(
                _(
                    "The term lasts from %(first)s to %(last)s.",
                    first=term.starts_on.strftime("%d.%m.%Y"),
                    last=term.ends_on.strftime("%d.%m.%Y"),
                )
            )
        if None in (self.opens_on.data, self.opens_time.data, self.due_time.data):
            return
        opens = datetime.combine(self.opens_on.data, self.opens_time.data)
        if datetime.combine(field.data, self.due_time.data) <= opens:
            raise ValidationError(_("It is due before it opens."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether everything that was sent can be taken."""
        self.missing: dict[str, str] = {}
        if not self.wants_files:
            # Nobody is asked to correct what will not be used.
            self.propose_files()
        fine = bool(super().validate(extra_validators))
        self.say(self.missing)
        return fine and not self.missing

    def say(self, problems: Mapping[str, str]) -> None:
        """Put problems at the fields that they are about."""
        for name, problem in problems.items():
            self[name].errors = [*self[name].errors, problem]

    def wish(self, stands: Assignment | None) -> Wish:
        """What was sent, as the operations take it; translations that are older than their origin are marked."""
        takes_text, takes_link, on_paper, takes_files = WAYS[self.taken.data]
        until = self.late_policy.data == LatePolicy.UNTIL
        return Wish(
            title=self._text("title", stands.title if stands else None),
            instructions=self._text("instructions", stands.instructions if stands else None),
            kind=self.kind.data,
            term_id=UUID(self.term_id.data),
            rubric_version_id=UUID(self.rubric_version_id.data),
            opens_on=self.opens_on.data,
            opens_time=self.opens_time.data,
            due_on=self.due_on.data,
            due_time=self.due_time.data,
            objectives=self.codes,
            takes_text=takes_text,
            takes_link=takes_link,
            on_paper=on_paper,
            max_attempts=1 if on_paper else self.max_attempts.data,
            attempt_rule=self.attempt_rule.data,
            late_policy=self.late_policy.data,
            late_days=self.late_days.data if until else 0,
            most_files=self.most_files.data if takes_files else 0,
            file_kinds=tuple(kind for kind in KIND_NAMES if kind in self.file_kinds.data)
            if takes_files
            else (),
            largest_file_mb=self.largest_file_mb.data if takes_files else USUAL_FILE_MB,
            anonymous=bool(self.anonymous.data),
        )

    def _text(self, name: str, stands: LocalizedText | None) -> LocalizedText:
        words = {language: self[f"{name}_{language}"].data for language in LANGUAGES}
        origin = self.origin.data
        if stands is None or stands.origin != origin:
            return LocalizedText(**words, origin=origin)
        text = stands.rewritten(origin, words[origin])
        for language, wording in words.items():
            if language != origin and wording != getattr(stands, language):
                text = text.rewritten(language, wording)
        return text


class DeadlineForm(ParasatForm):
    """A due date for one student, and why."""

    due_on = DateField(_l("Due on"), [_Readable()])
    due_time = TimeField(_l("at (due time)"), [_Readable()])
    reason = TextAreaField(
        _l("Reason"),
        [REQUIRED, text_limit(500), NoHiddenCharacters()],
        filters=[_stripped],
        description=_l("The student, the parents and the teachers of the course see it, and nobody else."),
        render_kw={"rows": 3},
    )
    attempt = StringField()

    @property
    def attempt_number(self) -> int:
        """The attempt that was on the screen; 0 where none can be read."""
        sent = self.attempt.data or ""
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 4 else 0

    def within(self, first: date, last: date) -> bool:
        """Whether the date lies in the school year; says so at the field where it does not."""
        if first <= self.due_on.data <= last:
            return True
        self.due_on.errors = [*self.due_on.errors, _("Choose a day of this school year.")]
        return False
