"""The hypotheses of a scenario as a note lists them: what each is, its value, its unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from pydantic import BaseModel

from placement.note import Hypothesis
from placement.scenario import Scenario

__all__ = ["asked_values", "hypotheses_of"]

_SECTIONS: Final = {
    "couts": "Coûts unitaires (complets)",
    "attente": "Attente entre deux ouvertures",
    "temps": "Temps de trajet",
    "mobilite": "Déplacements de chaque profil",
    "capacite": "Rendez-vous",
    "camion": "Camion",
    "camion.couts": "Coûts du camion",
    "camion.isolement": "Isolement des arrêts du camion : poids",
}
_BARE: Final = "multiplicateur"
_LABELS: Final = {
    "temps.reseau": "Réseau routier demandé",
    "temps.heure": "Heure de circulation",
    "temps.facteur_voiture": "Coefficient des temps en voiture",
    "temps.plafond_min": "Trajet au-delà duquel un lieu n'est pas un accès",
    "temps.penalite_sans_acces_min": "Ce que compte un jeune sans accès dans l'objectif",
    "camion.possible": "Camion possible",
    "camion.impose": "Camion imposé, même si des lieux fixes feraient mieux",
    "camion.depot": "Lieu d'où il part et où il rentre",
    "camion.personnel": "Équipe du camion",
    "camion.pause_min": "Pause d'une longue journée",
    "camion.pause_apres_min": "Travail à partir duquel la pause est due",
}
"""Of the values whose description opens on something else than what they are."""

_END: Final = re.compile(r"(?<=[^.])[.;:](?:\s|$)|\s\((?=bas )")


def asked_values(scenario: Scenario) -> dict[str, Any]:
    """Return the sections whose values `hypotheses_of` lists, as JSON values."""
    return scenario.model_dump(mode="json", include={key.split(".")[0] for key in _SECTIONS})


def hypotheses_of(scenario: Scenario) -> tuple[Hypothesis, ...]:
    """List the values that weigh on every figure, those by default included."""
    return tuple(
        one
        for key, title in _SECTIONS.items()
        if (section := _section(scenario, key=key)) is not None
        for one in _of_section(section, key=key, title=title)
    )


def _section(scenario: Scenario, *, key: str) -> BaseModel | None:
    """Return a section, or one within it; None where the scenario has none."""
    first, *inner = key.split(".")
    section = scenario.van if first == "camion" else getattr(scenario, first)
    for name in inner:
        section = None if section is None else getattr(section, name)
    return section


def _of_section(section: BaseModel, *, key: str, title: str) -> Iterator[Hypothesis]:
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        extra = field.json_schema_extra
        unit = str(extra.get("unite", "")) if isinstance(extra, dict) else ""
        unit = "" if unit == _BARE else unit
        if value is None or isinstance(value, BaseModel):
            continue
        yield Hypothesis(
            section=title,
            label=_LABELS.get(f"{key}.{name}") or _label(field.description or name),
            value=_value(value),
            unit=unit,
            path=f"{key}.{name}",
            given=name in section.model_fields_set,
        )


def _label(description: str) -> str:
    """Return the first words of a description, which name the value."""
    text = " ".join(description.split())
    return _END.split(text, maxsplit=1)[0].rstrip(" .")


def _value(value: object) -> float | str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        listed = isinstance(value, list | tuple)
        return ", ".join(map(str, value)) if listed else str(value)  # type: ignore[call-overload]
    return float(value)
