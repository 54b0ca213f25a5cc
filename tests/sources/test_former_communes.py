"""Former communes: every one leads to a commune of today."""

from __future__ import annotations

import filecmp
import os
import subprocess
import sys
from pathlib import Path

import pytest

from placement.sources.communes import communes_by_code
from placement.sources.former_communes import current_codes, former_codes, former_communes
from placement.sources.registry import data_folder, read_registry
from tests.conftest import REPOSITORY


def test_every_former_commune_leads_to_one_of_today() -> None:
    """Each is in an embedded commune, and no abolished code is that of a commune of today."""
    former = former_communes()
    targets = {one.commune_code for one in former}
    assert {record.code for record in communes_by_code(targets, with_geometry=False)} == targets
    abolished = {one.code for one in former if one.code != one.commune_code}
    assert communes_by_code(abolished, with_geometry=False, missing_ok=True) == ()
    assert len({one.code for one in former}) == len(former)


def test_a_code_that_merged_is_brought_to_its_commune() -> None:
    """Cordieux (01120), associated with Montluel, is Montluel; a commune of today is left alone."""
    assert current_codes(["01120", "03190", "99999"]) == {"01120": "01262"}


def test_the_former_codes_of_a_commune_lead_back_to_it() -> None:
    """All those of Montluel, none of a commune that is not asked for, nor its own code."""
    found = former_codes(["01262"])
    assert found["01120"] == "01262"
    assert set(found.values()) == {"01262"}
    assert found == current_codes([*found, "01262"])


def test_a_part_that_kept_the_code_is_there_for_its_name() -> None:
    """Arbignieu has the code of Arboys en Bugey, under another name."""
    (found,) = (one for one in former_communes() if one.name == "Arbignieu")
    assert (found.code, found.commune_code, found.label) == ("01015", "01015", "commune déléguée")


@pytest.mark.slow
def test_embedded_france_is_rebuilt_byte_for_byte(tmp_path: Path) -> None:
    """The build script, given the packages, writes the very files of the repository."""
    packages = os.environ.get("PLACEMENT_PACKAGES")
    if not packages:
        pytest.skip("packages absent: set PLACEMENT_PACKAGES to the folder that holds them")
    script = REPOSITORY / "data" / "build" / "build_france.py"
    command = [sys.executable, script, "--packages", packages, "--out", tmp_path]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
    for entry in read_registry():
        assert filecmp.cmp(tmp_path / entry.file, data_folder() / entry.file, shallow=False)
    registry = "france/registre.json"
    assert (tmp_path / registry).read_text() == (data_folder() / registry).read_text()
