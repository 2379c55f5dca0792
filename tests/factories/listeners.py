"""A plug-in made for one test: it hears that works are returned, and may object."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask

from parasat_lms.core.plugins import PluginManifest, hookimpl
from parasat_lms.features.marking.hooks import ReturnedWork

Objection = Callable[[ReturnedWork], Any] | None


class Listener:
    """Keeps what it was told; the objections may raise."""

    def __init__(self, object_to: Objection = None, object_to_undoing: Objection = None) -> None:
        self.heard: list[ReturnedWork] = []
        self.undone: list[ReturnedWork] = []
        self._object_to = object_to
        self._object_to_undoing = object_to_undoing

    @hookimpl
    def return_undone(self, work: ReturnedWork) -> None:
        """Told inside the transaction of the undoing."""
        self.undone.append(work)
        if self._object_to_undoing:
            self._object_to_undoing(work)

    @hookimpl
    def work_returned(self, work: ReturnedWork) -> None:
        """Told inside the transaction of the return."""
        self.heard.append(work)
        if self._object_to:
            self._object_to(work)


@contextmanager
def listening(
    app: Flask, object_to: Objection = None, object_to_undoing: Objection = None
) -> Iterator[Listener]:
    """Within the block the application has the plug-in `listener`, switched on everywhere."""
    plugins = app.extensions["parasat_plugins"]
    listener = Listener(object_to, object_to_undoing)
    plugins.register(
        PluginManifest(name="listener", title="Listener", version="1", scope="core", hooks=listener)  # type: ignore[arg-type]
    )
    try:
        yield listener
    finally:
        del plugins.manifests["listener"]
        plugins._pluggy.unregister(name="listener")
