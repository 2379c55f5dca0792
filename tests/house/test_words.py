"""Every word of the interface exists in Kazakh and in Russian."""

from __future__ import annotations

import pytest

from tests.support.catalogues import Domain, domains, problems


@pytest.mark.parametrize("domain", domains(), ids=lambda domain: domain.name)
def test_every_word_is_translated_with_its_placeholders_and_none_is_left_over(domain: Domain) -> None:
    wrong = problems(domain)
    assert not wrong, "\n".join(wrong)
