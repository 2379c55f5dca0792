"""The cycle of a project, as data: who may move it from where to where."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """Where a project stands."""

    PLAN = "plan"
    APPROVAL = "approval"
    DOING = "doing"
    REFLECTION = "reflection"
    REVIEW = "review"
    DONE = "done"


class Party(StrEnum):
    """Whose move it is."""

    TEAM = "team"
    LEADER = "leader"


@dataclass(frozen=True, slots=True)
class Move:
    """One way on or back. `needs` names the text of the project that must be written before; a way back needs a
    remark, so that the team knows what to change."""

    name: str
    came_from: Stage
    went_to: Stage
    party: Party
    needs: str = ""
    needs_remark: bool = False


MOVES = (
    Move("submit_plan", Stage.PLAN, Stage.APPROVAL, Party.TEAM, needs="plan"),
    Move("approve", Stage.APPROVAL, Stage.DOING, Party.LEADER),
    Move("return_plan", Stage.APPROVAL, Stage.PLAN, Party.LEADER, needs_remark=True),
    Move("finish_doing", Stage.DOING, Stage.REFLECTION, Party.TEAM),
    Move("submit_reflection", Stage.REFLECTION, Stage.REVIEW, Party.TEAM, needs="reflection"),
    Move("accept", Stage.REVIEW, Stage.DONE, Party.LEADER),
    Move("return_reflection", Stage.REVIEW, Stage.REFLECTION, Party.LEADER, needs_remark=True),
)


def moves_from(stage: str, parties: Collection[Party]) -> list[Move]:
    """What these parties may do where the project stands now."""
    return [move for move in MOVES if move.came_from == stage and move.party in parties]


def move_of(name: str, stage: str, parties: Collection[Party]) -> Move | None:
    """The move of that name, where it is one of theirs now."""
    return next((move for move in moves_from(stage, parties) if move.name == name), None)


def may_write(text: str, stage: str, parties: Collection[Party]) -> bool:
    """Whether the team may write this text now: the plan before its approval, reflection and evidence after doing."""
    if Party.TEAM not in parties:
        return False
    return stage == Stage.PLAN if text == "plan" else stage == Stage.REFLECTION
