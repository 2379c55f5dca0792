"""What the slice `people` offers to plug-ins."""

from dataclasses import dataclass
from datetime import date

from parasat_lms.core.plugins import hookspec
from parasat_lms.features.people.models import ClassStudent, Person
from parasat_lms.features.schools.models import SchoolYear, Term


@dataclass(frozen=True, slots=True)
class DemoYear:
    """A demonstration school that its plug-ins fill with content; `today` is the Monday on which it is looked at."""

    slug: str
    language: str
    today: date
    year: SchoolYear
    terms: tuple[Term, ...]
    teachers: tuple[Person, ...]
    students: tuple[ClassStudent, ...]
    parents: tuple[Person, ...]
    mentors: tuple[Person, ...]
    psychologists: tuple[Person, ...]
    administrators: tuple[Person, ...]


@hookspec
def demonstrate(year: DemoYear) -> None:
    """Fill a school of the demonstration with content: called once, after its people, courses and marks exist.

    An event hook: inside a transaction of its own, and an error stops the build. The same build must come out the same
    every time.
    """
