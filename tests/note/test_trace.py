"""Figures are drawn from values that a path finds."""

from __future__ import annotations

import pytest

from placement.errors import PlacementError
from placement.note import computed
from placement.note.model import Operation, Term
from placement.note.trace import Quotes, found, to_the_minute

DOCUMENT = {
    "a": {"b": 2.5, "c": None, "masque": ["c"]},
    "sites": [{"id": "x", "n": 1.0}, {"id": "y", "n": 3.0}],
    "phrases": ["un", "deux"],
}
ROWS = [
    {"code": "01", "time": 10.0, "young": 30.0, "out": 0.0},
    {"code": "02", "time": None, "young": 5.0, "out": 5.0},
    {"code": "03", "time": 40.0, "young": 20.0, "out": 10.0},
]


def quotes() -> Quotes:
    return Quotes("essai", {"r": DOCUMENT, "c": ROWS, "h": {}}, "r", "c", "h")


def test_a_path_goes_down_by_names_ranks_and_conditions() -> None:
    """Names, ranks of lists, rows picked by what they hold, every row."""
    assert found(DOCUMENT, path="a.b") == [(2.5, False)]
    assert found(DOCUMENT, path="sites[id=y].n") == [(3.0, False)]
    assert found(DOCUMENT, path="sites[*].n") == [(1.0, False), (3.0, False)]
    assert found(DOCUMENT, path="phrases.1") == [("deux", False)]
    assert [row["code"] for row, _ in found(ROWS, path="[time>=40]")] == ["03"]
    assert [row["code"] for row, _ in found(ROWS, path="[time<=10]")] == ["01"]


@pytest.mark.parametrize("path", ["a.z", "z", "sites[id=y].z"])
def test_a_name_that_is_not_there_is_a_defect(path: str) -> None:
    """A figure never comes out of nothing."""
    with pytest.raises(PlacementError, match="rien"):
        found(DOCUMENT, path=path)


def test_sums_counts_and_means() -> None:
    """A difference is a sum; a mean leaves out rows without time and weighs the others."""
    terms = (Term("sites[id=y].n"), Term("sites[id=x].n", -1.0))
    assert computed(DOCUMENT, operation=Operation.SUM, terms=terms) == (2.0, False)
    assert computed(ROWS, operation=Operation.COUNT, terms=(Term("[*]"),)) == (3.0, False)
    mean = (Term("[*].time"), Term("[*].young"), Term("[*].out", -1.0))
    value, _ = computed(ROWS, operation=Operation.MEAN, terms=mean)
    assert value == pytest.approx((10 * 30 + 40 * 10) / 40)


def test_what_is_masked_is_said_and_what_is_absent_is_a_dash() -> None:
    """A masked value reads « masqué », and so does a sum that would hold it."""
    assert quotes().figure("a.c", write=to_the_minute).text == "masqué"
    assert quotes().figure("a.b", "a.c", write=to_the_minute).text == "masqué"
    assert quotes().commune("[code=02].time", write=to_the_minute).text == "—"
    assert quotes().figure("a.b", write=to_the_minute).text == "3\u202fmin"
