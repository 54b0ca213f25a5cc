"""``placement doctor``: whether everything is there, and works."""

from __future__ import annotations

from placement.cli.console import print_json, print_table
from placement.cli.options import AsJson

__all__ = ["doctor"]


def doctor(*, as_json: AsJson = False) -> None:
    """Vérifier l'installation : versions, données embarquées, solveur, dossiers."""
    from placement.run.diagnosis import diagnose_installation  # noqa: PLC0415

    findings = diagnose_installation()
    if as_json:
        print_json(
            [
                {"quoi": f.what, "bon": f.sound, "constat": f.found, "remede": f.remedy}
                for f in findings
            ]
        )
    else:
        print_table(
            "Diagnostic",
            columns=("", "quoi", "constat", "que faire"),
            rows=[("ok" if f.sound else "!!", f.what, f.found, f.remedy) for f in findings],
        )
    codes = [f.exit_code for f in findings if not f.sound]
    if codes:
        raise SystemExit(codes[0])
