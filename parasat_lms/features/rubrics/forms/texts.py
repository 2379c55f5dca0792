"""Texts in three languages side by side, as a form keeps them: what was typed, and what would be saved of it.

A text has one field a language (`<place>-<language>`) and `<place>-mark`, its language of origin and the stale
translations as they stood when it was opened.
"""

from dataclasses import dataclass

from parasat_lms.domain.localized import LANGUAGES, LocalizedText
from parasat_lms.domain.rubric_drafts import Trouble
from parasat_lms.domain.rubric_files import LONGEST_TEXT, ProblemCode, text_problem


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a field or a part, with the figures that explain it."""

    code: ProblemCode | Trouble
    details: tuple[str, ...] = ()


class TextFields:
    """Mixin of a form with such texts; the macro `text_field` of the editor draws them."""

    values: dict[str, str]
    errors: dict[str, list[Problem]]

    def value(self, name: str) -> str:
        """What stands in a field."""
        return self.values.get(name, "")

    def problems(self, name: str) -> list[Problem]:
        """What is wrong with a field or a part."""
        return self.errors.get(name, [])

    def _show_text(self, name: str, text: LocalizedText) -> None:
        self.values.update({f"{name}-{language}": getattr(text, language) for language in LANGUAGES})
        self.values[f"{name}-mark"] = f"{text.origin}:{','.join(text.stale)}"

    def text(self, key: str | None, name: str) -> LocalizedText:
        """A text as it would be saved: with its language of origin and the translations that are stale."""
        standing, self.errors = self.errors, {}
        found = self._text(key, name, LONGEST_TEXT)
        self.errors = standing
        return found

    def _text(self, key: str | None, name: str, longest: int, *, needed: bool = False) -> LocalizedText:
        place = f"{key}-{name}" if key else name
        words = {
            language: self.value(f"{place}-{language}").replace("\r\n", "\n").strip()
            for language in LANGUAGES
        }
        for language, text in words.items():
            wrong = text_problem(text, longest)
            if wrong:
                self._note(f"{place}-{language}", wrong, str(longest), str(len(text)))
        written = [language for language in LANGUAGES if words[language]]
        origin, stale = self._mark(place)
        if needed and not written:
            self._note(f"{place}-{origin}", ProblemCode.MISSING_VALUE)
        if written and origin not in written:
            origin = written[0]
        before = self._before(key, name)
        if before is not None and before.origin == origin:
            looked_at = {one for one in LANGUAGES if self.value(f"{place}-ok-{one}")}
            after = before
            for language in sorted(LANGUAGES, key=lambda one: one != origin):
                if words[language] != getattr(before, language) or language in looked_at:
                    after = after.rewritten(language, words[language])
            stale = after.stale
        else:
            stale = tuple(one for one in stale if not self.value(f"{place}-ok-{one}"))
        return LocalizedText(
            **words, origin=origin, stale=tuple(one for one in stale if words[one] and one != origin)
        )

    def _mark(self, place: str) -> tuple[str, tuple[str, ...]]:
        """The language of origin and the stale translations as they were; a new choice for the whole rubric wins."""
        origin, _colon, stale = self.value(f"{place}-mark").partition(":")
        chosen = self.value("origin")
        if chosen in LANGUAGES and (chosen != self.value("origin-was") or origin not in LANGUAGES):
            origin = chosen
        known = tuple(one for one in stale.split(",") if one in LANGUAGES)
        return (origin if origin in LANGUAGES else LANGUAGES[0]), known

    def _before(self, _key: str | None, _name: str) -> LocalizedText | None:
        """The text as it stands where the form was opened on something that stands."""
        return None

    def _note(self, place: str, code: ProblemCode | Trouble, *details: str) -> None:
        self.errors.setdefault(place, []).append(Problem(code, details))
