"""How a run's tests are dealt to its workers: any test to any worker, but the browser's journeys to one.

(pytest-xdist has `--dist loadgroup` for this; it marks the group in a name that pytest 9.2 no longer reads.)
"""

from __future__ import annotations

import re

from xdist.scheduler import LoadScopeScheduling


class JourneysTogether(LoadScopeScheduling):
    """Every test is a piece of work of its own; all that lies in a folder `journeys` is one."""

    def _split_scope(self, nodeid: str) -> str:
        return "journeys" if re.search(r"(^|/)journeys/", nodeid.split("::")[0]) else nodeid
