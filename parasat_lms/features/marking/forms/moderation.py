"""What is asked of a moderation: who marks a second time, which works, and how the two are compared."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from parasat_lms.core.forms import ParasatForm
from parasat_lms.domain.moderation import Sampling, Tolerance
from parasat_lms.features.marking.operations import Sample, Settings
from parasat_lms.features.marking.queries import Candidate, Staff

BLIND, OPEN = "blind", "open"


def _several(label: Any, **more: Any) -> SelectMultipleField:
    return SelectMultipleField(
        label, choices=[], option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), **more
    )


def _between(least: int, most: int) -> list[Any]:
    words = _l("Write a whole number from %(least)d to %(most)d.", least=least, most=most)
    return [InputRequired(words), NumberRange(least, most, words)]


class AskForm(ParasatForm):
    """Ask for second markings; the settings are asked once, when the assignment has none yet."""

    markers = _several(
        _l("Second markers"),
        validators=[InputRequired(_l("Choose at least one colleague."))],
        description=_l(
            "Colleagues who do not teach this course. They see the works given to them and nothing else of the course."
        ),
    )
    sampling = RadioField(
        _l("Works"),
        choices=[
            SelectChoice(Sampling.ALL.value, _l("all works that wait")),
            SelectChoice(Sampling.EVERY.value, _l("every n-th work")),
            SelectChoice(
                Sampling.SPREAD.value, _l("the lowest, the middle and the highest of what is marked so far")
            ),
            SelectChoice(Sampling.CHOSEN.value, _l("the works chosen below")),
        ],
        validators=[InputRequired(_l("Choose which works."))],
    )
    number = IntegerField(
        _l("Number"),
        [
            Optional(),
            NumberRange(1, 50, _l("Write a whole number from %(least)d to %(most)d.", least=1, most=50)),
        ],
        description=_l(
            "The n of every n-th work, or how many of the lowest, the middle and the highest each."
        ),
    )
    works = _several(_l("Chosen works"))
    visibility = RadioField(
        _l("What the markers see of each other"),
        choices=[
            SelectChoice(BLIND, _l("blind: nothing, until both have finished")),
            SelectChoice(OPEN, _l("open: the levels chosen so far")),
        ],
        validators=[InputRequired(_l("Choose blind or open."))],
    )
    levels_apart = IntegerField(
        _l("Levels apart in one row"),
        _between(0, 9),
        description=_l("Up to so many levels the two still agree. The usual is 1."),
    )
    percent_apart = IntegerField(
        _l("Percent apart in the whole work"),
        _between(0, 100),
        description=_l("Up to so many percent the two still agree. The usual is 10."),
    )
    lead = SelectField(
        _l("Who decides where they disagree"),
        description=_l(
            "A teacher of the course, the administration, or a third marker; never one of the second markers."
        ),
    )

    def offer(self, staff: Staff, works: list[Candidate], *, settings: bool, lead_id: UUID | None) -> None:
        """Let these people and works be chosen; without `settings` those that stand are kept, with their lead."""
        self.markers.choices = [
            SelectChoice(str(person.id), person.full_name) for person in staff.markers if person.id != lead_id
        ]
        self.works.choices = [SelectChoice(str(work.submission_id), work.name) for work in works]
        if settings:
            self.lead.choices = [SelectChoice(str(person.id), person.full_name) for person in staff.leads]
        else:
            for name in ("visibility", "levels_apart", "percent_apart", "lead"):
                del self[name]

    def begin(self) -> None:
        """What most moderations have."""
        self.sampling.data, self.number.data = Sampling.ALL.value, 3
        if "lead" in self:
            self.visibility.data, self.levels_apart.data, self.percent_apart.data = BLIND, 1, 10

    def complete(self) -> bool:
        """Whether the parts go together; says at the field what does not."""
        fine = True
        if self.sampling.data in {Sampling.EVERY, Sampling.SPREAD} and self.number.data is None:
            self.number.errors = [_l("Write a whole number from %(least)d to %(most)d.", least=1, most=50)]
            fine = False
        if self.sampling.data == Sampling.CHOSEN and not self.works.data:
            self.works.errors = [_l("Choose at least one work.")]
            fine = False
        if "lead" in self and self.lead.data in self.markers.data:
            self.lead.errors = [_l("Who decides cannot be a second marker of the same works.")]
            fine = False
        return fine

    @property
    def marker_ids(self) -> list[UUID]:
        """The second markers, in the order of the list."""
        return [UUID(marker) for marker in self.markers.data]

    @property
    def sample(self) -> Sample:
        """The works that are wanted."""
        chosen = frozenset(UUID(work) for work in self.works.data or ())
        return Sample(Sampling(self.sampling.data), self.number.data or 1, chosen)

    @property
    def settings(self) -> Settings | None:
        """The rule of comparison, where it was asked for."""
        if "lead" not in self:
            return None
        tolerance = Tolerance(self.levels_apart.data, Decimal(self.percent_apart.data))
        return Settings(self.visibility.data == BLIND, tolerance, UUID(self.lead.data))
