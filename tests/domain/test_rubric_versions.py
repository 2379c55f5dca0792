"""Two versions of a rubric: what changed, and what becomes of marks; worked by hand and for any rubric."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.rubric_drafts import (
    CriterionDraft,
    LevelDraft,
    RubricDraft,
    RubricKind,
    Trouble,
    Warning,
    troubles,
    warnings,
)
from parasat_lms.domain.rubric_versions import (
    Change,
    Lineage,
    carry_over,
    differences,
    word_changes,
)
from parasat_lms.domain.rubrics import Choice, CriterionSpec, LevelSpec, attribute_shares, score

CODES = ("GA1", "GA2", "GA3", "GA4", "GA5", "GA6")


def text(kk: str) -> LocalizedText:
    return LocalizedText(kk)


def level(points: str, to: str | None = None, **attributes: str) -> LevelDraft:
    return LevelDraft(
        uuid4(),
        Decimal(points),
        Decimal(to or points),
        text(f"деңгей {points}"),
        text("сипат"),
        {code: Decimal(weight) for code, weight in attributes.items()},
    )


def criterion(name: str, *levels: LevelDraft, weight: str = "1", **attributes: str) -> CriterionDraft:
    return CriterionDraft(
        uuid4(),
        text(name),
        LocalizedText(),
        Decimal(weight),
        {code: Decimal(value) for code, value in attributes.items()},
        levels or (level("0"), level("1"), level("2")),
    )


def rubric(*criteria: CriterionDraft, kind: RubricKind = RubricKind.ANALYTIC, total: str = "") -> RubricDraft:
    nothing = LocalizedText()
    return RubricDraft(
        kind, text("Эссе"), nothing, nothing, 1, 11, Decimal(total) if total else None, criteria
    )


def lineage(draft: RubricDraft) -> tuple[Lineage, dict[UUID, UUID]]:
    """The draft as a saved version with row ids of its own; and the row ids by lifelong ids."""
    rows = {part.id: uuid4() for c in draft.criteria for part in (c, *c.levels)}
    specs = tuple(
        CriterionSpec(
            rows[c.id],
            c.weight,
            tuple(LevelSpec(rows[one.id], one.points_min, one.points_max) for one in c.levels),
        )
        for c in draft.criteria
    )
    return (
        Lineage(
            specs,
            {rows[c.id]: c.id for c in draft.criteria},
            {rows[one.id]: one.id for c in draft.criteria for one in c.levels},
        ),
        rows,
    )


# --- troubles and warnings ------------------------------------------------------------------------------------


def codes_of(findings: tuple[object, ...]) -> set[str]:
    return {str(finding.code) for finding in findings}  # type: ignore[attr-defined]


def test_a_sound_rubric_has_no_trouble_and_only_says_what_it_does_not_feed() -> None:
    sound = rubric(criterion("Дәлел", GA1="1"))
    assert not troubles(sound)
    (unfed,) = warnings(sound, CODES)
    assert unfed.code == Warning.ATTRIBUTE_UNFED
    assert unfed.details == CODES[1:]


def test_all_troubles_are_named_at_once() -> None:
    bad = rubric(criterion("a", level("0"), weight="0"), criterion("b", level("0"), level("0"), weight="0"))
    assert codes_of(troubles(bad)) == {Trouble.FEW_LEVELS, Trouble.NO_POINTS, Trouble.NOTHING_COUNTS}
    assert codes_of(troubles(rubric())) == {Trouble.NO_CRITERION}
    eleven = criterion("c", *(level(str(points)) for points in range(11)), GA1="1")
    assert codes_of(troubles(rubric(eleven))) == {Trouble.MANY_LEVELS}


def test_each_kind_has_its_shape() -> None:
    one, two = criterion("a", GA1="1"), criterion("b", GA1="1")
    assert codes_of(troubles(rubric(one, two, kind=RubricKind.HOLISTIC))) == {Trouble.ONE_CRITERION}
    assert codes_of(troubles(rubric(one, kind=RubricKind.CHECKLIST))) == {Trouble.TWO_LEVELS}
    assert not troubles(rubric(one, kind=RubricKind.SINGLE_POINT))
    four = criterion("d", level("0"), level("1"), level("2"), level("3"), GA1="1")
    assert codes_of(troubles(rubric(four, kind=RubricKind.SINGLE_POINT))) == {Trouble.THREE_LEVELS}


def test_what_will_surprise_somebody_is_said_with_its_figures() -> None:
    # Lowest level 1 of 4: even a work that shows nothing gets 25 % of the criterion.
    surprising = rubric(criterion("a", level("1"), level("4"), level("4")), total="10")
    found = {finding.code: finding.details for finding in warnings(surprising, ())}
    assert found[Warning.NO_ZERO_LEVEL] == ("1", "25")
    assert Warning.EQUAL_LEVELS in found
    assert Warning.FEEDS_NONE in found
    assert found[Warning.TOTAL_DIFFERS] == ("4", "10")
    falling = rubric(criterion("b", level("3"), level("0"), GA1="1"))
    assert Warning.LEVELS_UNORDERED in codes_of(warnings(falling, ()))
    overlapping = rubric(criterion("c", level("0", "2"), level("2", "3"), GA1="1"))
    assert Warning.OVERLAPPING_LEVELS in codes_of(warnings(overlapping, ()))
    competence = rubric(criterion("d", weight="0", GA1="1"))
    assert Warning.NO_SUBJECT_SCORE in codes_of(warnings(competence, ()))


def test_a_level_of_its_own_may_feed_what_the_criterion_does_not() -> None:
    assert criterion("a", level("0"), level("1", GA4="2")).fed == {"GA4"}


# --- weights of a level's own ---------------------------------------------------------------------------------


def test_the_weight_of_the_chosen_level_takes_the_place_of_the_criterions() -> None:
    ga1, ga4 = uuid4(), uuid4()
    low = LevelSpec(uuid4(), Decimal(0), Decimal(1), {ga1: Decimal(0)})
    high = LevelSpec(uuid4(), Decimal(2), Decimal(2), {ga1: Decimal(3), ga4: Decimal("0.5")})
    one = CriterionSpec(uuid4(), Decimal(1), (low, high), {ga1: Decimal(1)})

    def weights(points: str, level_id: UUID | None) -> dict[UUID, Decimal]:
        shares = attribute_shares([one], [Choice(one.id, Decimal(points), level_id=level_id)])
        return {share.attribute_id: share.weight for share in shares}

    assert weights("2", high.id) == {ga1: Decimal(3), ga4: Decimal("0.5")}
    assert weights("1", low.id) == {}, "a weight of 0 means no evidence at that level"
    assert weights("2", None) == {ga1: Decimal(1)}, "without a level the criterion's weights count"
    # The subject score knows nothing of it.
    assert score([one], [Choice(one.id, Decimal(2), level_id=high.id)]).percent == Decimal(100)


# --- what changed ---------------------------------------------------------------------------------------------


def test_what_changed_is_said_once_each_and_only_what_changed() -> None:
    first = criterion("Дәлел", weight="2", GA1="1")
    gone, second = criterion("Ескі"), criterion("Диалог")
    old = rubric(first, gone, second)
    kept, dropped, top = first.levels
    raised = replace(top, points_min=Decimal(3), points_max=Decimal(3))
    added = level("5")
    new = rubric(
        second,
        replace(
            first,
            title=text("Дәлелдеу"),
            weight=Decimal(3),
            attributes={"GA5": Decimal(1)},
            levels=(kept, raised, added),
        ),
        criterion("Жаңа"),
    )
    found = [(d.change, d.field, d.before, d.after) for d in differences(old, new)]
    assert (Change.REMOVED, "criterion", gone.title, "") in found
    assert (Change.TEXT, "title", "Дәлел", "Дәлелдеу") in found
    assert (Change.VALUE, "weight", "2", "3") in found
    assert (Change.VALUE, "attribute:GA1", "1", "") in found
    assert (Change.VALUE, "attribute:GA5", "", "1") in found
    assert (Change.VALUE, "points", "2", "3") in found
    assert (Change.REMOVED, "level", dropped.title, "") in found
    assert (Change.ADDED, "level", "", added.title) in found
    assert sum(change is Change.MOVED for change, *_rest in found) == 1, (
        "one of two that changed places moved"
    )
    assert sum(change is Change.ADDED and name == "criterion" for change, name, *_rest in found) == 1
    assert len(found) == 10


def test_a_rubric_does_not_differ_from_itself() -> None:
    draft = rubric(criterion("a", GA1="1"), criterion("b"))
    assert not differences(draft, draft)


@given(st.text(alphabet="аб \n,.", max_size=40), st.text(alphabet="аб \n,.", max_size=40))
def test_the_runs_of_a_changed_text_put_together_are_both_texts(before: str, after: str) -> None:
    runs = word_changes(before, after)
    assert "".join(words for kind, words in runs if kind != "new").split() == before.split()
    assert "".join(words for kind, words in runs if kind != "gone") == after


# --- marks under another version ------------------------------------------------------------------------------


def test_the_same_level_of_the_same_criterion_gives_the_points_it_gives_now() -> None:
    one = criterion("Дәлел")
    two = criterion("Диалог", level("0"), level("1", "3"))
    gone = criterion("Ескі")
    old, old_rows = lineage(rubric(one, two, gone))
    top = replace(one.levels[2], points_min=Decimal(5), points_max=Decimal(5))
    wider = replace(two.levels[1], points_min=Decimal(2), points_max=Decimal(8))
    fresh = criterion("Жаңа")
    new, rows = lineage(
        rubric(
            replace(two, levels=(two.levels[0], wider)), replace(one, levels=(*one.levels[:2], top)), fresh
        )
    )
    carried = carry_over(
        old,
        new,
        [
            Choice(old_rows[one.id], Decimal(2), level_id=old_rows[one.levels[2].id]),
            # 1.5 lies a quarter of the way from 1 to 3; a quarter of the way from 2 to 8 is 3.5.
            Choice(old_rows[two.id], Decimal("1.5"), level_id=old_rows[two.levels[1].id]),
            Choice(old_rows[gone.id], Decimal(1), level_id=old_rows[gone.levels[1].id]),
        ],
    )
    points = {choice.criterion_id: choice.points for choice in carried.choices}
    assert points == {rows[one.id]: Decimal(5), rows[two.id]: Decimal("3.50")}
    assert carried.undecided == (rows[fresh.id],)


def test_a_level_that_is_gone_needs_a_decision_and_not_applicable_stays_so() -> None:
    one, two = criterion("a"), criterion("b")
    old, old_rows = lineage(rubric(one, two))
    new, rows = lineage(rubric(replace(one, levels=one.levels[:2]), two))
    carried = carry_over(
        old,
        new,
        [
            Choice(old_rows[one.id], Decimal(2), level_id=old_rows[one.levels[2].id]),
            Choice(old_rows[two.id], None, not_applicable=True),
        ],
    )
    assert carried.undecided == (rows[one.id],)
    assert [choice.not_applicable for choice in carried.choices] == [True]


def test_a_fixed_level_that_became_a_range_gives_its_highest_points() -> None:
    one = criterion("a")
    old, old_rows = lineage(rubric(one))
    ranged = replace(one.levels[1], points_max=Decimal("1.5"))
    new, _rows = lineage(rubric(replace(one, levels=(one.levels[0], ranged, one.levels[2]))))
    choice = Choice(old_rows[one.id], Decimal(1), level_id=old_rows[one.levels[1].id])
    assert carry_over(old, new, [choice]).choices[0].points == Decimal("1.5")


points_of = st.decimals(0, 20, places=2)


@given(points_of, points_of, points_of, points_of, st.integers(0, 100))
def test_points_stay_inside_the_level_and_come_back_where_nothing_changed(
    a: Decimal, b: Decimal, c: Decimal, d: Decimal, place: int
) -> None:
    least, most = sorted((a, b))
    least_now, most_now = sorted((c, d))
    ranged = replace(level("0"), points_min=least, points_max=most)
    one = criterion("a", ranged)
    old, old_rows = lineage(rubric(one))
    points = (least + (most - least) * place / 100).quantize(Decimal("0.01"))
    choice = Choice(old_rows[one.id], points, level_id=old_rows[ranged.id])
    moved = replace(ranged, points_min=least_now, points_max=most_now)
    new, _rows = lineage(rubric(replace(one, levels=(moved,))))
    now = carry_over(old, new, [choice]).choices[0].points
    assert now is not None
    assert least_now <= now <= most_now
    same, _rows = lineage(rubric(one))
    assert carry_over(old, same, [choice]).choices[0].points == points
