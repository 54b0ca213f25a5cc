"""The maps of real runs, opened in a real browser with the network cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from placement.cli import main
from tests.conftest import REPOSITORY
from tests.viz.chromium import Tab, shades

pytestmark = pytest.mark.browser

SCENARIOS = ("moulins/02-moyens-constants", "bethune/01-existant")
MOST_BYTES = 5_000_000


@pytest.fixture(scope="module")
def maps(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Run two shipped scenarios, and return their maps."""
    out = tmp_path_factory.mktemp("maps")
    files = [str(REPOSITORY / "scenarios" / f"{name}.yaml") for name in SCENARIOS]
    with pytest.raises(SystemExit) as ended:
        main(["run", *files, "--out", str(out)])
    assert not ended.value.code
    return sorted(out.glob("*/*/carte.html"))


@pytest.mark.parametrize(("width", "height"), [(1400, 900), (390, 844)])
def test_a_real_map_opens_offline_without_complaint(
    tab: Tab, maps: list[Path], width: int, height: int
) -> None:
    """No console error, no request but the file, a picture that shows something, under 5 MB."""
    assert len(maps) == len(SCENARIOS)
    for path in maps:
        tab.errors.clear()
        tab.requests.clear()
        tab.open(path, width=width, height=height)
        picture = tab.screenshot()
        assert tab.errors == []
        assert set(tab.requests) <= {path.as_uri()}
        assert shades(picture) > 200
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert path.stat().st_size < MOST_BYTES


def test_the_map_says_what_is_estimated_and_what_is_fictitious(tab: Tab, maps: list[Path]) -> None:
    """Béthune shows its two warnings on its face; Moulins is not said fictitious."""
    texts = {}
    for path in maps:
        tab.open(path)
        texts[path.parent.parent.name] = tab.evaluate("document.body.innerText").lower()
    assert "temps estimés, sans réseau routier" in texts["bethune"]
    assert "fictif" in texts["bethune"]
    assert "temps estimés, sans réseau routier" in texts["moulins"]
    assert "fictif" not in texts["moulins"]


def test_the_figures_of_the_map_are_those_of_the_result(tab: Tab, maps: list[Path]) -> None:
    """The annual cost that the board reads is the one of ``resultat.json``, in French figures."""
    import json

    from placement.french import euros

    for path in maps:
        tab.open(path)
        result = json.loads((path.parent / "resultat.json").read_text(encoding="utf-8"))
        assert euros(result["cout_annuel_eur"]) in tab.evaluate("document.body.innerText")


def test_a_real_map_reads_without_tiles(tab: Tab, maps: list[Path]) -> None:
    """Communes around, names of towns, needs and a search that finds, with the network cut."""
    for path, (typed, name) in zip(
        maps, (("bethune", "Béthune"), ("st menoux", "Saint-Menoux")), strict=True
    ):
        tab.open(path)
        ground = "placementCarte.page.data.ground"
        assert tab.evaluate(f"{ground}.land.length") > 100
        assert tab.evaluate("document.querySelectorAll('.name.far').length") >= 3
        assert tab.evaluate("placementCarte.page.data.needs !== null")
        tab.evaluate("document.getElementById('cherche').focus()")
        tab.call("Input.insertText", text=typed)
        tab.press("Enter", code="Enter", number=13, text="\r")
        tab.wait("document.querySelector('.leaflet-popup-content')")
        assert tab.evaluate("document.querySelector('.leaflet-popup-content h3').innerText") == name
        assert "Isochrones" in tab.evaluate("document.getElementById('couches').textContent")
