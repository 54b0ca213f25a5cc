"""French words as people write them."""

from __future__ import annotations

import pytest

from placement.french import of_place


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
