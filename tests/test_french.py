"""French words and amounts as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placement.french import half_up, of_place, whole_euros


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ajaccio", "d'Ajaccio"),
        ("Épinal", "d'Épinal"),
        ("Le Mans", "du Mans"),
        ("Les Abymes", "des Abymes"),
        ("La Rochelle", "de La Rochelle"),
        ("Moulins", "de Moulins"),
    ],
)
def test_a_place_is_said_with_its_article(name: str, said: str) -> None:
    """« de » elides before a vowel and contracts with an article."""
    assert of_place(name) == said


@given(
    st.dictionaries(
        st.text(min_size=1, max_size=3),
        st.floats(-1e7, 1e7).map(lambda amount: round(amount, 3)),
        max_size=12,
    )
)
def test_whole_euros_make_the_rounded_sum(amounts: dict[str, float]) -> None:
    """Each is within a euro of its amount, and together they are the total."""
    rounded = whole_euros(amounts)
    assert list(rounded) == list(amounts)
    assert sum(rounded.values()) == half_up(sum(amounts.values()))
    assert all(abs(rounded[name] - amount) <= 1 + 1e-6 for name, amount in amounts.items())


def test_the_spare_euro_goes_where_rounding_takes_the_most() -> None:
    """It goes to the largest remainder; to the first key where two are as large."""
    assert whole_euros({"b": 1.5, "a": 1.5, "c": 2.0}) == {"b": 1, "a": 2, "c": 2}
    assert whole_euros({0: 10.2, 1: 10.7, 2: 10.1}) == {0: 10, 1: 11, 2: 10}
