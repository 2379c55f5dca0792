"""Changes to rubrics: frameworks published, versions saved, rubrics shared, seeded and archived."""

from parasat_lms.features.rubrics.operations.seeding import make_rubric, publish_framework, seed_library
from parasat_lms.features.rubrics.operations.sharing import acknowledge, archive, publish, share, withdraw
from parasat_lms.features.rubrics.operations.versions import (
    ChangedMeanwhile,
    Saved,
    adopt,
    create_rubric,
    save_version,
)

__all__ = [
    "ChangedMeanwhile",
    "Saved",
    "acknowledge",
    "adopt",
    "archive",
    "create_rubric",
    "make_rubric",
    "publish",
    "publish_framework",
    "save_version",
    "seed_library",
    "share",
    "withdraw",
]
