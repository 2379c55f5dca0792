"""How a run's tests are dealt to its workers: any test to any worker, but the journeys of one file together.

(pytest-xdist has `--dist loadgroup` for this; it marks the group in a name that pytest 9.2 no longer reads.)
"""

from __future__ import annotations

import re

from xdist.scheduler import LoadScopeScheduling


class JourneysTogether(LoadScopeScheduling):
    """Every test is a piece of work of its own; a file of browser journeys is one, for its windows are shared."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::")[0]
        return file if re.search(r"(^|/)journeys/", file) else nodeid
