"""The registry of datasets: found, complete, and verified when it is read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from placement.errors import DataError
from placement.sources.registry import (
    DATA_VARIABLE,
    data_folder,
    dataset,
    file_sha256,
    read_registry,
    verified_path,
)

_MOST_MEGABYTES = 8


@pytest.fixture
def copied_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy the embedded data, so that a test may damage them."""
    shutil.copytree(data_folder() / "france", tmp_path / "france")
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    return tmp_path


def test_every_dataset_is_intact_and_described() -> None:
    """Each registered file has its hash, and an owner, a vintage, a licence and an origin."""
    for entry in read_registry():
        assert file_sha256(verified_path(entry.id)) == entry.sha256
        assert all([entry.title, entry.owner, entry.vintage, entry.licence, entry.origin])


def test_embedded_france_stays_small() -> None:
    """The embedded files weigh less than 8 MB in all, and none is left out of the registry."""
    folder = data_folder() / "france"
    files = {path for path in folder.iterdir() if path.suffix == ".parquet"}
    assert files == {data_folder() / entry.file for entry in read_registry()}
    assert sum(path.stat().st_size for path in files) < _MOST_MEGABYTES * 1e6


def test_a_changed_file_is_refused(copied_data: Path) -> None:
    """One byte more, and the file is not the registered one."""
    with (copied_data / dataset("recensement").file).open("ab") as stream:
        stream.write(b"\0")
    with pytest.raises(DataError, match="altéré"):
        verified_path("recensement")


def test_an_absent_file_is_said(copied_data: Path) -> None:
    """A registered file that is not there is named."""
    (copied_data / dataset("communes").file).unlink()
    with pytest.raises(DataError, match=r"absent.*communes\.parquet"):
        verified_path("communes")


def test_an_unknown_dataset_is_refused() -> None:
    """The message names those that exist."""
    with pytest.raises(DataError, match=r"« zrr ».*communes, contours, recensement"):
        dataset("zrr")


@pytest.mark.parametrize("content", ["", "[]", '{"datasets": [{"id": "x"}]}', "{"])
def test_a_broken_registry_is_refused(copied_data: Path, content: str) -> None:
    """A registry that is not what the build writes is a data error, not a crash."""
    (copied_data / "france" / "registre.json").write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match="registre des données illisible"):
        read_registry()


def test_a_wrong_data_folder_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable wins over the other places, and is named when it leads nowhere."""
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    with pytest.raises(DataError, match=DATA_VARIABLE):
        data_folder()


def test_the_registry_is_plain_json() -> None:
    """Anybody can read it without placement."""
    content = json.loads((data_folder() / "france" / "registre.json").read_text("utf-8"))
    assert [entry["id"] for entry in content["datasets"]] == [
        "communes",
        "contours",
        "recensement",
        "communes-anciennes",
    ]
