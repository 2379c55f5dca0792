"""A page as a browser reads it: its elements, its words, and the fields that its forms would send."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

EMPTY_ELEMENTS = frozenset(
    {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
)


@dataclass(slots=True)
class Form:
    """A form: where it leads, what it would send now, and its buttons."""

    id: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Element:
    """An element with its attributes."""

    tag: str
    attributes: dict[str, str]


class Page(HTMLParser):
    """Read a whole page or a fragment."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.forms: list[Form] = []
        self.loose: dict[str, str] = {}
        self._words: list[str] = []
        self._form: Form | None = None
        self._textarea: str | None = None
        self._disabled = 0
        self._open: list[tuple[str, bool]] = []
        self.feed(text)
        self.close()
        self.words = " ".join(" ".join(self._words).split())

    def form(self, form_id: str) -> Form:
        """The form with that id."""
        return next(form for form in self.forms if form.id == form_id)

    def form_to(self, action: str) -> Form:
        """The form that leads to an address with that ending."""
        return next(form for form in self.forms if form.action.split("?")[0].endswith(action))

    def by_id(self, element_id: str) -> Element:
        """The element with that id."""
        return next(element for element in self.elements if element.attributes.get("id") == element_id)

    def links(self) -> list[str]:
        """Where the page's links lead."""
        return [element.attributes["href"] for element in self.elements if "href" in element.attributes]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append(Element(tag, attributes))
        if tag not in EMPTY_ELEMENTS:
            closed = tag == "fieldset" and "disabled" in attributes
            self._disabled += closed
            self._open.append((tag, closed))
        if tag == "form":
            self._form = Form(attributes.get("id", ""), attributes.get("action", ""))
            self.forms.append(self._form)
        elif tag in {"input", "textarea", "button"} and "disabled" not in attributes and not self._disabled:
            self._field(tag, attributes)

    def _field(self, tag: str, attributes: dict[str, str]) -> None:
        name, value = attributes.get("name", ""), attributes.get("value", "")
        if tag == "textarea":
            self._textarea = name
            self._keep(name, "")
        elif tag == "button":
            if self._form and name:
                self._form.buttons.append((name, value))
        elif name and (attributes.get("type") not in {"radio", "checkbox"} or "checked" in attributes):
            self._keep(name, value)

    def _keep(self, name: str, value: str) -> None:
        target = self._form.fields if self._form else self.loose
        target[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "textarea" and self._textarea is not None:
            # A browser leaves out the line end that follows the opening tag.
            target = self._form.fields if self._form else self.loose
            target[self._textarea] = re.sub(r"\A\r?\n", "", target[self._textarea])
            self._textarea = None
        while self._open:
            opened, closed = self._open.pop()
            self._disabled -= closed
            if opened == tag:
                break

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            target = self._form.fields if self._form else self.loose
            target[self._textarea] += data
        else:
            self._words.append(data)


def without_nonces(text: str) -> str:
    """A page's text without what changes with every answer: the tokens, and the address that was asked for."""
    text = re.sub(r'("X-CSRFToken": ")[^"]*', r"\1", text)
    text = re.sub(r'(name="csrf_token"[^>]*value=")[^"]*', r"\1", text)
    return re.sub(r'(name="back" value=")[^"]*', r"\1", text)
