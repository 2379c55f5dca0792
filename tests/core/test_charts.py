"""The geometry of the radar: honest about what is not known, and inside its square."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parasat_lms.core.charts import Point, radar_geometry


def test_the_first_axis_points_up_and_the_highest_level_reaches_its_end() -> None:
    first = radar_geometry([4, 0, 0, 0], size=320).spokes[0]
    assert first.point == first.end
    assert first.end.x == 160
    assert first.end.y < 160


def test_level_zero_lies_in_the_centre_and_half_lies_half_way() -> None:
    geometry = radar_geometry([Decimal(2), 0, 0, 0], size=320)
    half, zero = geometry.spokes[0], geometry.spokes[1]
    assert zero.point == Point(160, 160)
    assert half.point is not None
    assert half.point.y == pytest.approx((160 + half.end.y) / 2, abs=0.1)


def test_axes_go_clockwise() -> None:
    up, right, down, left = radar_geometry([4, 4, 4, 4], size=320).spokes
    assert right.end.x > up.end.x > left.end.x
    assert down.end.y > right.end.y > up.end.y
    assert (up.anchor, right.anchor, down.anchor, left.anchor) == ("middle", "start", "middle", "end")


def test_an_unknown_level_has_no_point_and_no_line_passes_over_it() -> None:
    geometry = radar_geometry([3, None, 3, 3, 3, 3])
    assert geometry.spokes[1].point is None
    assert geometry.outline.count("M") == 4
    assert geometry.area.count("Z") == 4


def test_nothing_is_joined_when_nothing_is_known() -> None:
    geometry = radar_geometry([None] * 6)
    assert geometry.area == geometry.outline == ""
    assert len(geometry.rings) == 4


def test_a_level_outside_the_scale_stays_inside_the_drawing() -> None:
    geometry = radar_geometry([9, -1, 2])
    assert geometry.spokes[0].point == geometry.spokes[0].end
    assert geometry.spokes[1].point == Point(160, 160)


@pytest.mark.parametrize("count", [3, 5, 6, 9])
def test_every_point_lies_in_the_square(count: int) -> None:
    geometry = radar_geometry([4] * count, size=200)
    for spoke in geometry.spokes:
        for place in (spoke.end, spoke.point, spoke.label):
            assert place is not None
            assert 0 <= place.x <= 200
            assert 0 <= place.y <= 200


@pytest.mark.parametrize("levels", [[], [1], [1, 2]])
def test_fewer_than_three_axes_are_refused(levels: list[int]) -> None:
    with pytest.raises(ValueError, match="three axes"):
        radar_geometry(levels)
