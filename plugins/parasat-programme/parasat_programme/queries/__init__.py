"""Reads of the programme, cut by what they are about."""

from parasat_programme.queries.catalogue import (
    GRADES,
    PlanRow,
    as_subject,
    catalogue,
    codes,
    compulsory_hours,
    instruction,
    limits,
    next_position,
    plan,
    to_choose_from,
)

__all__ = [
    "GRADES",
    "PlanRow",
    "as_subject",
    "catalogue",
    "codes",
    "compulsory_hours",
    "instruction",
    "limits",
    "next_position",
    "plan",
    "to_choose_from",
]
