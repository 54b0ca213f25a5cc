"""What only the Mission Locale knows: market days, and where young people would go."""

from __future__ import annotations

from pathlib import Path

import pytest
from official_drawing import write_text

from placement.errors import DataError
from placement.sources import markets, wishes
from placement.sources.deposits import MarketDay, Wish
from placement.sources.markets import MARKETS, read_markets
from placement.sources.official import read_head
from placement.sources.registry import data_folder
from placement.sources.wishes import WISHES, read_wishes

COMMUNES = ("03190", "03321")


def _markets(folder: Path, *rows: list[str]) -> Path:
    header = ["code_commune", "nom", "jours", "demi_journee"]
    return write_text(folder / "marches.csv", [header, *rows], encoding="utf-8-sig")


def _wishes(folder: Path, *rows: list[object], header: tuple[str, ...] = ()) -> Path:
    columns = header or ("code_commune", "commune_souhaitee", "effectif", "annee")
    return write_text(folder / "souhaits_jeunes.csv", [list(columns), *rows])


@pytest.mark.parametrize(
    ("name", "module", "kind"),
    [("marches.csv", markets, MARKETS), ("souhaits_jeunes.csv", wishes, WISHES)],
)
def test_templates_are_what_is_read(name: str, module: object, kind: object) -> None:
    """The shipped template has the first columns of the reader, and is recognised and empty."""
    path = data_folder() / "gabarits" / name
    headers = path.read_text(encoding="utf-8-sig").strip().split(";")
    assert headers == [column.name for column in module.COLUMNS][: len(headers)]  # type: ignore[attr-defined]
    assert read_head(path).holds(kind.fields)  # type: ignore[attr-defined]
    assert read_markets(path, communes=COMMUNES).markets == () if module is markets else True
    assert read_wishes(path, communes=COMMUNES).wishes == () if module is wishes else True


def test_market_days_are_read_as_written(tmp_path: Path) -> None:
    """Days in any order; a whole day is two half-days; without half-day, the morning."""
    path = _markets(
        tmp_path,
        ["03190", "Place d'Allier", "dimanche et Vendredi", "matin"],
        ["03321", "Marché bio", "mer.", "journée"],
        ["03321", "", "jeudi", ""],
    )
    reading = read_markets(path, communes=COMMUNES)
    assert reading.markets == (
        MarketDay("03190", "Place d'Allier", ("vendredi", "dimanche"), "matin"),
        MarketDay("03321", "Marché bio", ("mercredi",), "matin"),
        MarketDay("03321", "Marché bio", ("mercredi",), "apres_midi"),
        MarketDay("03321", "", ("jeudi",), "matin"),
    )
    assert reading.remarks == ()


def test_markets_elsewhere_are_told_and_former_communes_followed(tmp_path: Path) -> None:
    """A market of the next canton has no effect; one of a merged commune is today's."""
    path = _markets(tmp_path, ["62119", "Béthune", "lundi", ""], ["03999", "Vieux", "mardi", ""])
    reading = read_markets(path, communes=COMMUNES, former={"03999": "03190"})
    assert [market.commune_code for market in reading.markets] == ["03190"]
    assert "hors du territoire, sans effet : 62119" in reading.remarks[0]


def test_faults_of_markets_come_together(tmp_path: Path) -> None:
    """A day that is none, a half-day that is none, a code that is none: told with their lines."""
    path = _markets(
        tmp_path,
        ["03190", "x", "mardy", "matin"],
        ["03190", "x", "mardi", "soir"],
        ["3190", "x", "lundi", ""],
    )
    with pytest.raises(DataError, match="3 erreurs") as caught:
        read_markets(path, communes=COMMUNES)
    assert "ligne 2 : « mardy » n'est pas un jour (vouliez-vous dire « mardi » ?)" in str(
        caught.value
    )
    assert "zéro initial" in str(caught.value)


def test_wishes_are_sums_by_commune(tmp_path: Path) -> None:
    """A code or a name of the territory is that commune; two lines of one pair add up."""
    path = _wishes(
        tmp_path,
        ["03321", "03190", 12, 2024],
        ["03321", "Moulins", 3, 2024],
        ["03190", "yzeure", "1,5", 2024],
        ["03190", "63113", 4, 2024],
        ["03190", "Clermont", 2, 2024],
    )
    reading = read_wishes(path, communes=COMMUNES, head=read_head(path))
    assert reading.wishes == (
        Wish("03190", "03321", 1.5),
        Wish("03190", "63113", 4),
        Wish("03190", "Clermont", 2),
        Wish("03321", "03190", 15),
    )
    assert reading.vintage == "2024"
    assert len(reading.remarks) == 1
    assert "gardés sous leur nom : Clermont" in reading.remarks[0]


def test_only_the_latest_year_counts_and_it_is_told(tmp_path: Path) -> None:
    """Two surveys are not added up; those who live elsewhere are set aside."""
    path = _wishes(
        tmp_path,
        ["03190", "03321", 5, 2022],
        ["03190", "03321", 7, 2024],
        ["62119", "03321", 9, 2024],
    )
    reading = read_wishes(path, communes=COMMUNES)
    assert reading.wishes == (Wish("03190", "03321", 7),)
    assert "mises de côté : 1" in reading.remarks[0]
    assert "sans effet : 62119" in reading.remarks[1]


@pytest.mark.parametrize("header", ["prenom", "Date de naissance", "téléphone", "numero_jeune"])
def test_wishes_of_named_persons_are_refused(tmp_path: Path, header: str) -> None:
    """No row is looked at; the message says the column and the law, not the person."""
    columns = ("code_commune", "commune_souhaitee", "effectif", "annee", header)
    path = _wishes(tmp_path, ["03190", "03321", 1, 2024, "SECRET"], header=columns)
    with pytest.raises(DataError, match="RGPD") as caught:
        read_wishes(path, communes=COMMUNES)
    assert header in str(caught.value)
    assert "SECRET" not in str(caught.value)


def test_faults_of_wishes_are_told(tmp_path: Path) -> None:
    """A negative count, the same pair twice."""
    path = _wishes(
        tmp_path, ["03190", "03321", -1, 2024], ["03190", "x", 1, 2024], ["03190", "x", 1, 2024]
    )
    with pytest.raises(DataError, match="2 erreurs"):
        read_wishes(path, communes=COMMUNES)
