"""``conseillers.csv``: who holds which door, without a name."""

from __future__ import annotations

from pathlib import Path

import pytest

from placement.errors import DataError
from placement.recurrence import EVERY_HALF_DAY
from placement.sources.registry import data_folder
from placement.sources.spreadsheet import sheet_headers
from placement.sources.territory_folder import find_territory, read_territory_folder
from placement.sources.territory_folder.advisers import (
    ADVISER_COLUMNS,
    ADVISERS_FILE,
    AdviserEntry,
    read_advisers,
)

HEADER = "conseiller;rattachement;etp;lieux;presence"


def read(folder: Path, *lines: str) -> tuple[AdviserEntry, ...]:
    text = "\ufeff" + "\r\n".join(lines) + "\r\n"
    (folder / ADVISERS_FILE).write_bytes(text.encode())
    return read_advisers(folder, sites={"siege", "bourg"}, captive={"prison"})


def test_a_line_tells_who_holds_what_and_when(tmp_path: Path) -> None:
    """Ids lose their case and spaces; blanks mean full time, every day, nothing held."""
    one, other = read(
        tmp_path, HEADER, "CISP A;siege;0,8;siege, prison;tous les jours sauf mercredi",
        "cisp-b;bourg;;;",
    )  # fmt: skip
    assert (one.id, one.full_time_share, one.places) == ("cisp-a", 0.8, ("siege", "prison"))
    assert EVERY_HALF_DAY - one.half_days == {(2, "matin"), (2, "apres_midi")}
    assert (other.full_time_share, other.places, other.half_days) == (1.0, (), EVERY_HALF_DAY)


def test_without_the_file_no_team_is_known(tmp_path: Path) -> None:
    """The sheet is optional."""
    assert read_advisers(tmp_path, sites=set(), captive=set()) == ()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Mme Martin;siege;;;", "jamais un nom"),
        ("cisp-martin;siege;;;", "jamais un nom"),
        ("cisp-a;ailleurs;;;", "« ailleurs » n'est pas un lieu"),
        ("cisp-a;prison;;;", "« prison » n'est pas un lieu"),
        ("cisp-a;siege;;siege nulle-part;", "lieux inconnus : nulle-part"),
        ("cisp-a;siege;;;bimensuel", "« presence »"),
        ("cisp-a;siege;2;;", "entre 0.05 et 1"),
    ],
)
def test_a_line_that_cannot_serve_is_refused_with_its_number(
    tmp_path: Path, line: str, words: str
) -> None:
    """Names, unknown places, days not understood, more than full time."""
    with pytest.raises(DataError, match="ligne 2") as refusal:
        read(tmp_path, HEADER, line)
    assert words in str(refusal.value)


@pytest.mark.parametrize("header", ["nom;conseiller;rattachement", "conseiller;rattachement;email"])
def test_a_column_of_names_is_refused_unread(tmp_path: Path, header: str) -> None:
    """Names and addresses of employees are personal data: the file is not read at all."""
    with pytest.raises(DataError, match="données nominatives"):
        read(tmp_path, header, "x;y;z")


def test_the_template_has_the_columns_of_the_reader() -> None:
    """Code and ``data/gabarits`` are in step, and the template breaks no rule of its own."""
    headers = sheet_headers(data_folder() / "gabarits" / ADVISERS_FILE)
    assert headers == tuple(column.name for column in ADVISER_COLUMNS)


def test_moulins_tells_today_s_distribution() -> None:
    """The three advisers of the project hold eight sites; the team of the siège is a guess."""
    files = read_territory_folder(find_territory("moulins"))
    held = {entry.id: entry.places for entry in files.advisers}
    assert held["cisp-a"] == ("saint-pourcain", "chantelle")
    assert {name for places in held.values() for name in places} == {
        *(site.id for site in files.sites if site.kind != "candidat"),
        *(session.id for session in files.captive),
    }
