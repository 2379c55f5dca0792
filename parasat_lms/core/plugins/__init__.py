"""Plug-ins: one manifest for core slices and plug-ins alike, so that nothing has a privileged path.

`manifest` is what one says about itself, `contract` what it must keep to, `registry` finds, switches and asks them.
"""

from parasat_lms.core.plugins.manifest import (
    CriterionSeed,
    Indicator,
    LevelSeed,
    MenuEntry,
    Panel,
    PersonalData,
    PluginManifest,
    Programme,
    RubricSeed,
    TrajectoryOption,
    Words,
)
from parasat_lms.core.plugins.registry import (
    PATIENCE,
    Fault,
    PluginManager,
    hookimpl,
    hookspec,
    init_app,
    manager,
    report_fault,
)

__all__ = [
    "PATIENCE",
    "CriterionSeed",
    "Fault",
    "Indicator",
    "LevelSeed",
    "MenuEntry",
    "Panel",
    "PersonalData",
    "PluginManager",
    "PluginManifest",
    "Programme",
    "RubricSeed",
    "TrajectoryOption",
    "Words",
    "hookimpl",
    "hookspec",
    "init_app",
    "manager",
    "report_fault",
]
