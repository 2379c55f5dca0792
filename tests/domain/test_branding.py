"""A school's theme: tokens, custom properties and contrast."""

from __future__ import annotations

import json
import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parasat_lms.domain.branding import (
    HEADINGS,
    NEEDED,
    PATTERNS,
    RADII,
    ThemeError,
    ThemeTokens,
    check,
    derive,
    stylesheet,
)
from parasat_lms.domain.colour import Oklch, contrast, hex_of, linear_srgb, relative_luminance

D = Decimal
COLOURS = {
    "--brand",
    "--brand-strong",
    "--on-brand",
    "--brand-soft",
    "--on-brand-soft",
    "--accent",
    "--on-accent",
    "--accent-soft",
}


def colour(text: str) -> Oklch:
    return Oklch.from_hex(text)


def theme(primary: str, accent: str = "#8a3b12") -> ThemeTokens:
    return ThemeTokens(colour(primary), colour(accent))


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        # (1 + 0.05) / (0 + 0.05) = 21
        ("#ffffff", "#000000", "21.00"),
        ("#123456", "#123456", "1.00"),
        # the well-known edge of AA on white: #767676 passes, #777777 does not
        ("#767676", "#ffffff", "4.54"),
        ("#777777", "#ffffff", "4.47"),
        # red has the luminance 0.2126: 1.05 / 0.2626 = 3.998..., never rounded up to 4
        ("#ff0000", "#ffffff", "3.99"),
        # blue has 0.0722: 1.05 / 0.1222 = 8.592...
        ("#0000ff", "#ffffff", "8.59"),
    ],
)
def test_a_contrast_is_the_one_that_wcag_defines(one: str, other: str, ratio: str) -> None:
    assert contrast(colour(one), colour(other)) == D(ratio)
    assert contrast(colour(other), colour(one)) == D(ratio)


@pytest.mark.parametrize(("text", "luminance"), [("#ffffff", 1.0), ("#000000", 0.0), ("#00ff00", 0.7152)])
def test_a_luminance_is_the_one_that_wcag_defines(text: str, luminance: float) -> None:
    assert relative_luminance(colour(text)) == pytest.approx(luminance)


def test_red_has_the_oklch_values_that_css_gives_it() -> None:
    # CSS Color 4: red is oklch(62.8% 0.2577 29.23)
    assert colour("#ff0000") == Oklch(D("0.6280"), D("0.2577"), D("29.23"))
    assert linear_srgb(colour("#ff0000")) == pytest.approx((1.0, 0.0, 0.0), abs=1e-3)


def test_a_colour_that_no_screen_shows_keeps_its_hue_and_is_drawn_paler() -> None:
    vivid = Oklch(D("0.7"), D("0.4"), D(150))
    drawn = Oklch.from_hex(hex_of(vivid))
    assert drawn.chroma < vivid.chroma
    assert abs(drawn.hue - 150) < 2
    assert abs(drawn.lightness - D("0.7")) < D("0.01")


@pytest.mark.parametrize("text", ["red", "#fff", "#12345g", "#1234567", "#123456;}", ""])
def test_only_a_whole_hex_colour_is_a_colour(text: str) -> None:
    with pytest.raises(ValueError, match="#rrggbb"):
        Oklch.from_hex(text)


@pytest.mark.parametrize(
    ("lightness", "chroma", "hue"),
    [("1.1", "0", "0"), ("-0.1", "0", "0"), ("0.5", "0.5", "0"), ("0.5", "0.1", "360"), ("NaN", "0", "0")],
)
def test_a_colour_outside_its_ranges_is_refused(lightness: str, chroma: str, hue: str) -> None:
    with pytest.raises(ValueError, match=r"must be"):
        Oklch(D(lightness), D(chroma), D(hue))


def test_a_readable_theme_has_no_problems() -> None:
    assert check(theme("#0a6e5c")) == ()


def test_a_pale_brand_is_reported_with_the_pair_the_ratio_and_the_nearest_fix() -> None:
    problems = check(theme("#f2c14e"))
    assert {problem.token for problem in problems} == {"primary"}
    first = problems[0]
    assert (first.scheme, first.pair, first.needed) == ("light", ("--brand", "page"), D("4.5"))
    assert first.ratio < first.needed
    # the school's hue and chroma stay, only the lightness moves
    assert (first.fix.hue, first.fix.chroma) == (colour("#f2c14e").hue, colour("#f2c14e").chroma)
    assert check(ThemeTokens(first.fix, colour("#8a3b12"))) == ()


def test_an_accent_on_which_neither_white_nor_ink_can_be_read_is_reported() -> None:
    problems = check(theme("#0a6e5c", "#777777"))
    assert [(problem.token, problem.pair) for problem in problems] == [
        ("accent", ("--on-accent", "--accent")),
    ]
    assert check(ThemeTokens(colour("#0a6e5c"), problems[0].fix)) == ()


def test_a_theme_gives_the_same_properties_for_light_and_dark() -> None:
    derived = derive(ThemeTokens(colour("#0a6e5c"), colour("#8a3b12"), "round", "sans", "koshkar"))
    assert list(derived) == ["light", "dark"]
    for properties in derived.values():
        assert set(properties) == COLOURS | {"--radius-base", "--heading-font", "--ornament"}
        assert (properties["--radius-base"], properties["--heading-font"]) == ("1rem", "var(--font-sans)")
        assert properties["--ornament"] == "var(--ornament-koshkar)"


def test_the_light_scheme_uses_the_schools_colours_as_they_are() -> None:
    light = derive(theme("#0a6e5c"))["light"]
    assert (light["--brand"], light["--accent"]) == ("#0a6e5c", "#8a3b12")


def test_the_dark_scheme_lifts_a_dark_brand_until_it_can_be_read() -> None:
    dark = derive(theme("#001a33"))["dark"]
    assert relative_luminance(colour(dark["--brand"])) > relative_luminance(colour("#001a33"))
    assert contrast(colour(dark["--on-brand"]), colour(dark["--brand"])) >= NEEDED


def test_a_theme_is_read_from_a_form_and_from_json() -> None:
    read = ThemeTokens.of({"primary": "#0A6E5C", "accent": {"lightness": "0.5", "chroma": 0.1, "hue": 40}})
    assert read == ThemeTokens(colour("#0a6e5c"), Oklch(D("0.5"), D("0.1"), D(40)))
    assert ThemeTokens.of(json.loads(json.dumps(read.as_dict()))) == read


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"primary": None}, "primary"),
        ({"primary": "red;}"}, "primary"),
        ({"accent": {"lightness": "x", "chroma": "0", "hue": "0"}}, "accent"),
        ({"accent": {"lightness": "2", "chroma": "0", "hue": "0"}}, "accent"),
        ({"accent": {"lightness": "0.5"}}, "accent"),
        ({"radius": "4px"}, "radius"),
        ({"heading": "Comic Sans"}, "heading"),
        ({"heading": None}, "heading"),
        ({"pattern": "url(x)"}, "pattern"),
        ({"--brand": "#000000"}, "--brand"),
    ],
)
def test_a_token_that_cannot_be_read_is_refused_by_name(change: dict[str, object], field: str) -> None:
    with pytest.raises(ThemeError) as caught:
        ThemeTokens.of({"primary": "#0a6e5c", "accent": "#8a3b12"} | change)
    assert caught.value.field == field
    assert caught.value.reason


def test_words_are_checked_however_a_theme_is_made() -> None:
    with pytest.raises(ThemeError):
        ThemeTokens(colour("#0a6e5c"), colour("#8a3b12"), radius="4px;}")  # type: ignore[arg-type]


colours = st.builds(
    Oklch,
    st.integers(0, 1000).map(lambda n: D(n) / 1000),
    st.integers(0, 400).map(lambda n: D(n) / 1000),
    st.integers(0, 35_999).map(lambda n: D(n) / 100),
)
themes = st.builds(
    ThemeTokens,
    colours,
    colours,
    st.sampled_from(sorted(RADII)),
    st.sampled_from(sorted(HEADINGS)),
    st.sampled_from(PATTERNS),
)


@given(st.integers(0, 0xFFFFFF))
def test_a_screen_colour_goes_through_oklch_and_back_unchanged(number: int) -> None:
    text = f"#{number:06x}"
    back = hex_of(Oklch.from_hex(text))
    # four decimals of OKLCH may move a channel by one of 255
    for place in (1, 3, 5):
        assert abs(int(text[place : place + 2], 16) - int(back[place : place + 2], 16)) <= 1


@given(colours, colours)
def test_a_contrast_always_lies_between_1_and_21(one: Oklch, other: Oklch) -> None:
    assert 1 <= contrast(one, other) <= 21


@settings(deadline=None, max_examples=40)
@given(themes)
def test_after_the_fixes_every_theme_can_be_read(tokens: ThemeTokens) -> None:
    fixes = {problem.token: problem.fix for problem in check(tokens)}
    mended = ThemeTokens(fixes.get("primary", tokens.primary), fixes.get("accent", tokens.accent))
    assert check(mended) == ()
    for properties in derive(mended).values():
        for over, under in (
            ("--on-brand", "--brand"),
            ("--on-brand", "--brand-strong"),
            ("--on-brand-soft", "--brand-soft"),
            ("--on-accent", "--accent"),
        ):
            assert contrast(colour(properties[over]), colour(properties[under])) >= D("4.4")


@settings(deadline=None, max_examples=40)
@given(themes)
def test_nothing_but_colours_and_listed_words_reaches_the_style_sheet(tokens: ThemeTokens) -> None:
    allowed = re.compile(
        r"#[0-9a-f]{6}|0\.125rem|0\.5rem|1rem|var\(--font-(sans|serif)\)|"
        r"var\(--ornament-(none|koshkar|steppe|peaks)\)"
    )
    declarations = re.findall(r"(--[a-z-]+):([^;}]+)", stylesheet(tokens))
    assert len(declarations) == 33
    assert all(allowed.fullmatch(value) for _, value in declarations)
