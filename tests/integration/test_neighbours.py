"""Sites of a neighbouring Mission Locale, from their file to the results."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from tests.integration.conftest import Run
from tests.integration.territories import SCENARIO, write_lines, write_scenario

LINES = [
    "id;nom;mission_locale;type;code_commune;recurrence",
    "varennes;Varennes;Mission Locale de Vichy;antenne;03298;tous les jours",
]


def opened(folder: Path) -> dict[str, dict[str, str]]:
    """Return the lines of ``sites.csv`` by site."""
    text = (folder / "sites.csv").read_text(encoding="utf-8-sig")
    return {line["id"]: line for line in csv.DictReader(text.splitlines(), delimiter=";")}


def test_a_neighbour_outside_the_perimeter_is_used_only_if_asked(
    placement: Run, workplace: Path
) -> None:
    """Its site is reached, free and unchanged with « voisins: oui », and absent without."""
    write_lines(workplace / "territoire" / "lieux_voisins.csv", LINES)
    alone = write_scenario(workplace, text=SCENARIO, name="seul.yaml")
    together = write_scenario(
        workplace, text=SCENARIO.replace("essai", "voisins") + "voisins: oui\n", name="avec.yaml"
    )
    ended = placement("run", alone, together, "--out", workplace / "maps")
    assert ended.code == 0, ended.err
    assert "varennes" not in opened(workplace / "maps" / "essai" / "essai")
    line = opened(workplace / "maps" / "essai" / "voisins")["varennes"]
    assert (line["cout_annuel_eur"], line["demi_journees_an"]) == ("0", "0")
    assert line["changement"] == "inchangé"


def test_a_neighbour_is_told_apart_in_the_territory(placement: Run, workplace: Path) -> None:
    """« voisin », whatever it is at home: not one more antenne of ours."""
    write_lines(workplace / "territoire" / "lieux_voisins.csv", LINES)
    ended = placement("territory", "show", workplace / "territoire", "--json")
    assert ended.code == 0, ended.err
    counted = json.loads(ended.out)["lieux"]
    assert counted == {"siege": 1, "permanence": 1, "candidat": 2, "voisin": 1}
