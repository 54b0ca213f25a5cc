"""TravelTimes: checks itself, survives the disk or is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from placement.errors import DataError, OutputError
from placement.travel import TravelTimes, Unsnapped


def table(time_s: list[list[float]], **more: object) -> TravelTimes:
    shape = np.shape(time_s)
    options: dict[str, object] = {
        "mode": "voiture",
        "from_id": tuple(f"h{i}" for i in range(shape[0])),
        "to_id": tuple(f"s{j}" for j in range(shape[1])),
        "estimated": False,
        "unsnapped": (),
    }
    return TravelTimes(time_s=np.array(time_s), **(options | more))  # type: ignore[arg-type]


def test_saving_then_loading_gives_the_same_times(tmp_path: Path) -> None:
    """Absent pairs, unattached points, mark and cap come back; nothing else is left behind."""
    lost = Unsnapped(id="h1", role="origine", distance_m=4_000.0, reason="à 4 km")
    times = table([[1.5, np.nan], [np.nan, np.nan]], unsnapped=(lost,), estimated=True, cap_s=60.0)
    path = tmp_path / "cache" / "cle"
    times.save(path)
    times.save(path)
    again = TravelTimes.load(path)
    assert np.array_equal(again.time_s, times.time_s, equal_nan=True)
    for name in ("mode", "from_id", "to_id", "estimated", "unsnapped", "cap_s"):
        assert getattr(again, name) == getattr(times, name)
    assert [pair.to_id for pair in again.unreached()] == ["s1"]
    assert [file.name for file in path.parent.iterdir()] == ["cle"]


def test_without_destination_it_is_saved_too(tmp_path: Path) -> None:
    """An empty table is a table."""
    table([[], []]).save(tmp_path / "t")
    assert TravelTimes.load(tmp_path / "t").time_s.shape == (2, 0)


def test_corrupted_and_foreign_files_are_refused(tmp_path: Path) -> None:
    """Absent, cut short, another Parquet: one DataError that says to compute again."""
    path = tmp_path / "t"
    with pytest.raises(DataError, match="Recalculez"):
        TravelTimes.load(path)
    table([[1.0]]).save(path)
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(DataError, match="Recalculez"):
        TravelTimes.load(path)
    import pandas as pd

    pd.DataFrame({"a": [1]}).to_parquet(path)
    with pytest.raises(DataError, match="Recalculez"):
        TravelTimes.load(path)


def test_times_for_an_impossible_place_are_told(tmp_path: Path) -> None:
    """A parent that is a file gives an OutputError."""
    (tmp_path / "fichier").write_text("")
    with pytest.raises(OutputError, match="impossible"):
        table([[1.0]]).save(tmp_path / "fichier" / "t")


@pytest.mark.parametrize("value", [-1.0, np.inf])
def test_negative_and_infinite_times_are_refused(value: float) -> None:
    """Absent is NaN, nothing else."""
    with pytest.raises(DataError, match="négative ou infinie"):
        table([[value]])


def test_shapes_must_agree() -> None:
    """Two destinations named for one column."""
    with pytest.raises(DataError, match="2 destinations"):
        table([[1.0]], to_id=("a", "b"))
