"""What the needs index looks at: its criteria, what they mean and what they weigh by default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

__all__ = ["CRITERIA", "Criterion", "criteria_by_id", "default_weights"]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that makes a place of residence more or less in need.

    Parameters
    ----------
    id : short French name, as the user writes it in ``besoins.csv`` and after ``--poids``
    label : French, as outputs print it
    unit : of the raw value: ``jeunes``, ``jeunes/km²``, ``part`` (0 to 1), ``s`` (seconds) or
        ``demi-journées``
    weight : by default
    rises : whether a greater value means a greater need
    meaning : what is counted, French
    lacking : which file would give it where it is not known, French
    """

    id: str
    label: str
    unit: str
    weight: float
    rises: bool
    meaning: str
    lacking: str


_TRAVEL_LACK: Final = "aucun lieu ouvert ne peut être atteint : vérifiez lieux.csv et le réseau"

CRITERIA: Final = (
    Criterion(
        "jeunes",
        "Jeunes de 16 à 25 ans",
        "jeunes",
        2.0,
        True,
        "nombre de jeunes de 16 à 25 ans qui y vivent",
        "population_16_25.csv ou TD_POP1B (Insee)",
    ),
    Criterion(
        "densite_jeunes",
        "Jeunes au km²",
        "jeunes/km²",
        0.0,
        True,
        "jeunes de 16 à 25 ans par kilomètre carré de la commune",
        "les contours des communes (ADMIN EXPRESS, IGN)",
    ),
    Criterion(
        "mineurs",
        "Part des 16-17 ans",
        "part",
        1.0,
        True,
        "part des 16-17 ans, sans permis, parmi les jeunes de 16 à 25 ans",
        "TD_POP1B (Insee) ou parts_mobilite.csv",
    ),
    Criterion(
        "neet",
        "Jeunes ni en emploi ni en formation (approché)",
        "part",
        2.0,
        True,
        "part des jeunes ni en emploi ni en formation, valeur approchée à la commune",
        "part_neet dans communes.csv, ou les bases activité et diplômes du recensement (Insee)",
    ),
    Criterion(
        "pauvrete",
        "Ménages pauvres",
        "part",
        2.0,
        True,
        "part des ménages pauvres, sur les carreaux de la commune",
        "les données carroyées Filosofi (Insee)",
    ),
    Criterion(
        "menages_sans_voiture",
        "Ménages sans voiture",
        "part",
        1.0,
        True,
        "part des ménages sans voiture",
        "la base logement du recensement par IRIS (Insee)",
    ),
    Criterion(
        "qpv",
        "Jeunes en quartier prioritaire",
        "part",
        1.0,
        True,
        "part des jeunes de la commune qui vivent en quartier prioritaire (QPV)",
        "les contours des QPV 2024 (ANCT), ou qpv.csv",
    ),
    Criterion(
        "temps_voiture",
        "Temps en voiture",
        "s",
        1.0,
        True,
        "trajet en voiture jusqu'au lieu ouvert le plus proche, hors congestion",
        _TRAVEL_LACK,
    ),
    Criterion(
        "temps_sans_voiture",
        "Temps sans voiture",
        "s",
        2.0,
        True,
        "trajet sans voiture jusqu'au lieu ouvert le plus proche",
        _TRAVEL_LACK,
    ),
    Criterion(
        "tad",
        "Transport à la demande",
        "demi-journées",
        1.0,
        False,
        "demi-journées par semaine où l'on peut atteindre un lieu ouvert dans sa commune ou par le "
        "transport à la demande",
        "tad.csv (secteurs, jours et demi-journées du transport à la demande)",
    ),
)
"""Every criterion, in the order of outputs; fewer half-days of transport mean more need."""


def criteria_by_id() -> Mapping[str, Criterion]:
    """Return the criteria by identifier, in order."""
    return MappingProxyType({criterion.id: criterion for criterion in CRITERIA})


def default_weights() -> Mapping[str, float]:
    """Return the weight of every criterion when nobody says otherwise."""
    return MappingProxyType({criterion.id: criterion.weight for criterion in CRITERIA})
