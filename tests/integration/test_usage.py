"""A command line that cannot be understood is told so in French, with exit code 2."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.integration.conftest import Run
from tests.integration.territories import SCENARIO, write_scenario


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["runn", "x"], "la commande « runn » n'existe pas (vouliez-vous dire « run » ?)"),
        (["run"], "il manque « SCENARIO... »"),
        (["run", "--nope", "x"], "l'option « --nope » n'existe pas"),
        (["check", "a", "--jsn"], "vouliez-vous dire « --json »"),
        (["times"], "il manque « --from »"),
        (["doctor", "zzz"], "« zzz » est de trop"),
        (["network", "build", "moulins", "--tables", "a"], "« --tables » demande 2 valeurs"),
        (
            ["times", "--from=a", "--to=b", "--out=c", "--rattachement-max-m=abc"],
            "« --rattachement-max-m » (un nombre est attendu)",
        ),
    ],
)
def test_a_fault_of_usage_is_told_in_french(
    placement: Run, arguments: list[str], told: str
) -> None:
    """One message, what is wrong and which help to read; exit code 2."""
    ended = placement(*arguments)
    assert ended.code == 2
    assert told in ended.err
    assert "--help" in ended.err
    assert "Traceback" not in ended.err


def test_no_argument_shows_the_help(placement: Run) -> None:
    """Somebody who types ``placement`` alone reads the commands."""
    ended = placement()
    assert ended.code == 2
    assert "territory" in ended.err


def test_two_territories_of_one_name_do_not_overwrite_each_other(
    placement: Run, workplace: Path
) -> None:
    """The second is refused, the first is written whole."""
    shutil.copytree(workplace / "territoire", workplace / "copie")
    write_scenario(workplace, text=SCENARIO.replace("./territoire", "./copie"), name="z.yaml")
    ended = placement("run", workplace, "--out", workplace / "maps")
    assert ended.code == 2
    assert "au même endroit" in ended.err
    assert (workplace / "maps" / "essai" / "essai" / "manifeste.json").is_file()


def test_a_run_that_cannot_be_written_leaves_no_empty_folder(
    placement: Run, workplace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full at the first file: nothing is there afterwards, not even the folder."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("placement.run.bundle.write_csv", full)
    ended = placement("run", workplace / "essai.yaml", "--out", workplace / "maps")
    assert ended.code == 3
    assert not list((workplace / "maps").iterdir())
