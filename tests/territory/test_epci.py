"""The EPCI that the communes of a territory are grouped by."""

from __future__ import annotations

from pathlib import Path

from deposited import with_deposits

from placement.sources.epci_composition import EpciMember
from placement.territory import load_territory
from tests.integration.territories import replace, write_territory

_MOVED = EpciMember("03321", "Yzeure", "999999999", "CC Nouvelle", "03", "84")


def test_the_composition_of_the_folder_comes_before_the_embedded_one(tmp_path: Path) -> None:
    """Yzeure is in its new EPCI, the others where embedded France has them."""
    found = with_deposits(write_territory(tmp_path / "t"), epci={"03321": _MOVED})
    epci = {commune.code: commune.epci_code for commune in found.communes}
    assert epci["03321"] == "999999999"
    assert epci["03190"] == "200071140"


def test_a_column_that_says_otherwise_is_told(tmp_path: Path) -> None:
    """A name alone groups nothing: it is compared, whatever its accents, and the doubt is said."""
    folder = write_territory(tmp_path / "t")
    replace(
        folder / "communes.csv", old="03190;Moulins;", new="03190;Moulins;CA MOULINS-COMMUNAUTE"
    )
    replace(folder / "communes.csv", old="03321;Yzeure;", new="03321;Yzeure;CC Nouvelle")
    told = [said for said in load_territory(folder).warnings if "colonne epci" in said]
    assert len(told) == 1
    assert "Yzeure (« CC Nouvelle »" in told[0]
    assert "Moulins (" not in told[0]
