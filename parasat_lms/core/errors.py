"""Errors of the kernel, each with the HTTP status under which a person meets it."""


class ParasatError(Exception):
    """Base of the errors that the product itself raises; `status` is the answer's HTTP status."""

    status = 500


class Conflict(ParasatError):
    """Somebody else changed the same thing meanwhile; nothing was overwritten."""

    status = 409


class Refused(ParasatError):
    """A rule forbids the change; the message is translated and says which rule."""

    status = 422


class ScopeMissing(ParasatError):
    """Rows of a school were asked for while no school was chosen: a programming error, never answered with rows."""


class PluginRejected(ParasatError):
    """A plug-in breaks the contract and is not loaded; the message names it and the reason."""
