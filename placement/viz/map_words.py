"""Sentences of the map: what is estimated or invented, what its reader must know."""

from __future__ import annotations

import re

from placement.territory import SUPPOSED_SIEGE, Counted
from placement.viz.content import MapContent

__all__ = ["notices", "sentence", "warnings", "young_words"]

_UNCHECKED = (
    "Cette version ne vérifie ni {appointments}les trajets des conseillers d'un lieu à l'autre, ni "
    "leur emploi du temps : à contrôler avant de décider."
)
_APPOINTMENTS = "le nombre de rendez-vous que chaque lieu peut tenir, ni "
_CUT_LIST = re.compile(r" et \d+ autres?\b")
_FILE_FIRST = re.compile(r"[a-z_]+\.(csv|yaml)\b")


def notices(content: MapContent) -> list[str]:
    """Say what must be read on the face of the map."""
    told = []
    if content.estimated_times:
        told.append("Temps estimés, sans réseau routier")
    if content.territory.fictitious:
        told.append("Données fictives, pour l'exemple")
    if content.territory.supposed_siege:
        told.append(SUPPOSED_SIEGE)
    demand = content.territory.demand
    if demand.counted is Counted.CASELOAD:
        words = "petits effectifs masqués" if content.shown.public else "carte à usage interne"
        told.append(f"Effectifs d'i-milo : {words}")
    if demand.estimated:
        estimated = {
            Counted.POPULATION: "Effectifs 16-25 ans estimés",
            Counted.CASELOAD: "Effectifs en partie estimés",
            Counted.GRID: "Effectifs 18-24 ans en partie estimés",
        }
        told.append(estimated[demand.counted])
    return told


def young_words(counted: Counted) -> dict[str, str]:
    """Name the young people: in a sentence, in a heading, over a column."""
    words = {
        Counted.POPULATION: "Jeunes",
        Counted.CASELOAD: "Jeunes suivis",
        Counted.GRID: "Jeunes de 18-24 ans",
    }
    return {
        "sentence": counted.value,
        "heading": counted.value.capitalize(),
        "column": words[counted],
    }


def warnings(content: MapContent) -> list[str]:
    """Tell what the reader must know, and where to read whole the lists that are cut."""
    told = dict.fromkeys((*content.territory.warnings, *content.warnings))
    unchecked = _UNCHECKED.format(appointments="" if content.counts_loads else _APPOINTMENTS)
    sentences = [unchecked, *map(sentence, told)]
    if any(_CUT_LIST.search(sentence) for sentence in sentences):
        sentences.append(
            "Les listes abrégées se lisent en entier dans sites.csv et communes.csv, "
            "à côté de la carte."
        )
    return sentences


def sentence(text: str) -> str:
    """Start with a capital, though never that of a file's name, and end with a full stop."""
    ended = text if text.endswith((".", "!", "?")) else f"{text}."
    if _FILE_FIRST.match(ended):
        return f"Le fichier {ended}"
    return ended[:1].upper() + ended[1:]
