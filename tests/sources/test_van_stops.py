"""The two sheets of the van: where it may stop, where other buses do."""

from __future__ import annotations

from pathlib import Path

import pytest

from placement.errors import DataError, Faults
from placement.sources.registry import data_folder
from placement.sources.spreadsheet import sheet_headers
from placement.sources.territory_folder.van_stops import (
    MOBILE_FILE,
    STOPS_FILE,
    StopEntry,
    read_mobile_stops,
    read_stops,
)

HEADER = "id;nom;code_commune;adresse;longitude;latitude;genre;impose;ouvre;ferme;remarque"
PERIMETER = {"03190", "03275"}


def written(folder: Path, *lines: str, name: str = STOPS_FILE, header: str = HEADER) -> Path:
    """Write a sheet as LibreOffice does in France."""
    (folder / name).write_bytes(("\ufeff" + "\r\n".join([header, *lines]) + "\r\n").encode())
    return folder


def stops(folder: Path) -> tuple[StopEntry, ...] | None:
    """Read the stops, or raise every fault."""
    faults = Faults("territoire essai")
    found = read_stops(folder, perimeter=PERIMETER, faults=faults)
    faults.raise_as(DataError)
    return found


def test_no_sheet_of_stops_is_not_an_empty_one(tmp_path: Path) -> None:
    """Without the file any mairie may do; a file without a line is a fault."""
    assert stops(tmp_path) is None
    with pytest.raises(DataError, match="aucun arrêt"):
        stops(written(tmp_path))


def test_a_stop_without_position_is_at_the_mairie(tmp_path: Path) -> None:
    """Blank degrees are those of the mairie; a position, a kind and « impose » are read."""
    written(
        tmp_path,
        "souvigny;Souvigny, place;03275;;;;place;;",
        "moulins-gare;Moulins, gare;03190;1 place de la Gare;3,327;46,561;autre;oui;",
    )
    found = stops(tmp_path)
    assert found is not None
    first, second = found
    assert (round(first.lon, 1), round(first.lat, 1)) == (3.2, 46.5)
    assert (second.lon, second.lat, second.imposed, second.kind) == (3.327, 46.561, True, "autre")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("Souvigny 1;Souvigny;03275;;;;;;", "minuscules sans accent"),
        ("vichy;Vichy;03310;;;;;;", "hors du périmètre"),
        ("a;Souvigny;03275;;46,53;3,19;;;", "loin de Souvigny"),
        ("a;Souvigny;03275;;;;gare;;", "genre"),
    ],
)
def test_a_bad_stop_is_told_with_its_line(tmp_path: Path, line: str, message: str) -> None:
    """Each fault names the file, the line and what to do."""
    with pytest.raises(DataError, match=message) as told:
        stops(written(tmp_path, line))
    assert "ligne 2" in str(told.value)


def test_other_buses_stop_anywhere_in_france(tmp_path: Path) -> None:
    """They may be outside the perimeter; an unknown commune is a fault."""
    header = "nom;code_commune;longitude;latitude;service;remarque"
    faults = Faults("territoire essai")
    assert read_mobile_stops(tmp_path, faults=faults) == ()
    written(tmp_path, "Bus;03310;;;France services;", name=MOBILE_FILE, header=header)
    (bus,) = read_mobile_stops(tmp_path, faults=faults)
    assert (bus.name, round(bus.lat, 1)) == ("Bus", 46.1)
    written(tmp_path, "Bus;99999;;;;", name=MOBILE_FILE, header=header)
    assert read_mobile_stops(tmp_path, faults=faults) == ()
    with pytest.raises(DataError, match="commune inconnue 99999"):
        faults.raise_as(DataError)


def test_the_templates_of_the_van_have_the_columns_that_are_read(tmp_path: Path) -> None:
    """Code and ``data/gabarits`` are in step."""
    for name, header in (
        (STOPS_FILE, HEADER),
        (MOBILE_FILE, "nom;code_commune;longitude;latitude;service;remarque"),
    ):
        shipped = data_folder() / "gabarits" / name
        assert ";".join(sheet_headers(shipped)) == header
        (tmp_path / name).write_bytes(shipped.read_bytes())
    faults = Faults("territoire essai")
    assert read_mobile_stops(tmp_path, faults=faults) == ()
    assert not faults
