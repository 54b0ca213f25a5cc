"""Build small territories with files dropped by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from placement.sources.deposits import Deposits
from placement.sources.territory_folder import read_territory_folder
from placement.territory import Territory, build_territory


def with_deposits(folder: Path, **deposits: Any) -> Territory:
    """Build the territory of a folder, as if these had been read in its files."""
    files = read_territory_folder(folder)
    return build_territory(replace(files, deposits=Deposits(**deposits)))


def without_shares(folder: Path) -> Path:
    """Take ``parts_mobilite`` out of ``territoire.yaml``."""
    path = folder / "territoire.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("parts_mobilite")]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    return folder
