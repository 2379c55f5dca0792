"""The protocol of a moderation: to read, to print, and as a table for the archive of the council."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from flask import Response, g
from flask_babel import format_decimal
from flask_babel import gettext as _

from parasat_lms.core.guard import requires
from parasat_lms.core.i18n import pick
from parasat_lms.core.web import Answer, render_page
from parasat_lms.domain.permissions import Permission
from parasat_lms.domain.rubric_files import defused
from parasat_lms.features.marking import queries
from parasat_lms.features.marking.queries import DeskRow, Moderated, ModerationLine, Protocol
from parasat_lms.features.marking.views.house import blueprint
from parasat_lms.features.marking.views.moderation import load_moderated


def _open_lines(protocol: Protocol) -> list[ModerationLine]:
    """The works whose two markings may be shown: of blind ones those that both have finished."""
    if not protocol.moderated.moderation.blind:
        return list(protocol.lines)
    return [line for line in protocol.lines if line.second.both_finished]


@blueprint.get("/marking/assignments/<uuid:assignment_id>/moderation/protocol")
@requires(Permission.MARKING_MODERATION_READ, on=load_moderated)
def protocol(moderated: Moderated) -> Answer:
    """Who marked and when, how far apart they were, and what was decided and why."""
    return render_page("marking/protocol.html", protocol=queries.protocol(moderated))


@blueprint.get("/marking/assignments/<uuid:assignment_id>/moderation/protocol.csv")
@requires(Permission.MARKING_MODERATION_READ, on=load_moderated)
def protocol_table(moderated: Moderated) -> Answer:
    """The protocol for a table program, a line a criterion: UTF-8 with its mark, semicolons between cells."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_columns())
    for line in _open_lines(queries.protocol(moderated)):
        writer.writerows([defused(cell) for cell in cells] for cells in _cells(line))
    answer = Response(("\ufeff" + out.getvalue()).encode(), mimetype="text/csv")
    name = f"moderation-{moderated.marked.id.hex[-8:]}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _columns() -> list[str]:
    return [
        _("Work"), _("First marker"), _("Finished"), _("Second marker"), _("Finished"), _("Criterion"),
        _("First marker"), _("Second marker"), _("Levels apart"), _("First percent"), _("Second percent"),
        _("Decision"), _("Reason"), _("Decided by"), _("Decided on"),
    ]  # fmt: skip


def _cells(line: ModerationLine) -> Iterator[list[str]]:
    second, result = line.second, line.compared.result
    for row in line.compared.rows:
        apart = row.distance.levels if row.distance else None
        yield [
            line.name,
            line.first.full_name if line.first else "",
            _moment(second.first_finished_at),
            line.marker.full_name,
            _moment(second.finished_at),
            pick(row.criterion.title),
            _choice(row.first),
            _choice(row.second),
            "" if apart is None else str(apart),
            _percent(result.first_percent if result else None),
            _percent(result.second_percent if result else None),
            _choice(row.decided) if row.decided else "",
            row.decided.comment if row.decided else "",
            line.decider.full_name if row.decided and line.decider else "",
            _moment(second.decided_at) if row.decided else "",
        ]


def _choice(row: DeskRow) -> str:
    level = row.criterion.level(row.level_id)
    if row.not_applicable or level is None or row.points is None:
        return str(_("Not applicable") if row.not_applicable else _("not marked"))
    return f"{pick(level.title)} ({format_decimal(row.points)})"


def _percent(value: Decimal | None) -> str:
    return "" if value is None else str(format_decimal(value))


def _moment(value: datetime | None) -> str:
    return "" if value is None else value.astimezone(ZoneInfo(g.school.timezone)).strftime("%Y-%m-%d %H:%M")
