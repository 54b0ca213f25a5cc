"""The summary of a batch: its table, its document, its page, and that page in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from placement.batch import summary_document, write_summary
from tests.batch.drawn_batch import drawn_batch
from tests.viz.chromium import Tab


def page_of(folder: Path, **drawn: str) -> Path:
    batch = drawn_batch(folder, **drawn)
    batch.out.mkdir(parents=True)
    return write_summary(batch) / "synthese.html"


def test_the_first_failure_gives_the_code_and_nothing_is_invented(tmp_path: Path) -> None:
    """Statuses are counted, the code is that of the failure, its figures are blank."""
    told = summary_document(drawn_batch(tmp_path))
    assert told["statuts"] == {"FEASIBLE": 1, "INFEASIBLE": 1, "OPTIMAL": 1}
    assert (told["code_sortie"], told["echecs"]) == (4, 1)
    assert told["lignes"][2]["moyenne_min"] is None
    assert told["lignes"][0]["dossier"] == "nord/optimal"


def test_the_page_is_the_same_twice_and_names_stay_text(tmp_path: Path) -> None:
    """Same bytes for the same batch; a tag in a title is text; nothing is asked of the network."""
    nasty = "</title><script>alert(1)</script>"
    pages = [page_of(tmp_path / name, title=nasty).read_text("utf-8") for name in ("un", "deux")]
    assert pages[0] == pages[1]
    assert "<script>alert" not in pages[0]
    assert "solution <b>" not in pages[0]
    assert "http" not in pages[0].replace("http-equiv", "")


@pytest.mark.browser
def test_the_page_is_sorted_and_walked_with_the_keyboard(tab: Tab, tmp_path: Path) -> None:
    """A column sorts both ways, blanks last; a territory of the map leads to its lines."""
    page = page_of(tmp_path)
    tab.errors.clear()
    tab.requests.clear()
    tab.open(page)
    assert tab.errors == []
    assert set(tab.requests) <= {page.as_uri()}
    head = "document.querySelectorAll('thead button')[5]"
    means = (
        "Array.from(document.querySelectorAll('tbody tr')).map(r => r.cells[5].dataset.v).join(' ')"
    )
    for wanted in ("9.0 20.5 ", "20.5 9.0 "):
        tab.evaluate(f"{head}.focus()")
        tab.press("Enter", code="Enter", number=13, text="\r")
        assert tab.evaluate(means) == wanted
    assert tab.evaluate("document.querySelectorAll('svg a').length") == 2
    tab.evaluate("document.querySelector('svg a').focus()")
    tab.press("Enter", code="Enter", number=13, text="\r")
    assert tab.evaluate("document.querySelector('tr:target').id") == "t-nord"
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
