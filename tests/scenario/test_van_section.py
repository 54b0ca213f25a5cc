"""The section camion: refused where it contradicts itself, silent where it is absent."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from pydantic import ValidationError

from placement.scenario import Scenario

ASKED: dict[str, Any] = {
    "version": 1,
    "nom": "essai",
    "titre": "Essai",
    "territoire": "moulins",
    "mode": "optimisation",
    "budget": {"annuel_eur": 1000.0},
}


def asked(**fields: Any) -> Scenario:
    """Read a scenario."""
    return Scenario.model_validate({**ASKED, **fields})


def test_without_a_van_the_hash_is_that_of_before_vans() -> None:
    """The section that is absent leaves no trace: plans and outputs kept are still good."""
    plain = asked()
    said = plain.model_dump(mode="json")
    del said["camion"], said["calendrier"]
    canonical = json.dumps(said, sort_keys=True, ensure_ascii=False)
    assert plain.content_hash == hashlib.sha256(canonical.encode()).hexdigest()
    assert asked(camion={}).content_hash != plain.content_hash


def test_a_van_goes_out_only_where_it_may() -> None:
    """No section, or « possible: non »: no van; an empty section is a van with its defaults."""
    assert asked().van is None
    assert asked(camion={"possible": "non"}).van is None
    van = asked(camion={}).van
    assert van is not None
    assert (van.arrets_max_jour, van.jours_semaine, van.personnel) == (2, 4, "recrutement")


@pytest.mark.parametrize(
    ("camion", "others", "message"),
    [
        ({"possible": "non", "impose": "oui"}, {}, "contredit"),
        ({"frequences": ["mensuelle", "mensuelle"]}, {}, "rythme répété"),
        ({"frequences": []}, {}, "frequences"),
        ({"duree_arret_min": 520.0}, {}, "ne tient pas dans"),
        ({"arrets_max_jour": 7}, {}, "arrets_max_jour"),
        (
            {"isolement": dict.fromkeys(
                ("temps_sans_voiture", "temps_voiture", "jeunes", "mineurs", "autres_services"), 0.0
            )},
            {},
            "aucun critère",
        ),
        ({}, {"capacite": {}}, "avec un camion"),
        ({}, {"alternatives": {"nombre": 2}}, "avec un camion"),
        ({}, {"mode": "existant", "budget": None}, "sans effet"),
    ],
)  # fmt: skip
def test_a_van_that_contradicts_itself_or_another_section_is_refused(
    camion: dict[str, Any], others: dict[str, Any], message: str
) -> None:
    """Each contradiction is told under its key."""
    with pytest.raises(ValidationError) as refused:
        asked(camion=camion, **others)
    told = json.dumps(refused.value.errors(), default=str, ensure_ascii=False)
    assert message in told
