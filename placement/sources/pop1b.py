"""INSEE's population by sex and single age, by commune: the only exact count of the 16-25.

Reads ``TD_POP1B_2022.csv`` (formerly ``BTT_TD_POP1B_20xx``), zipped or not: ``CODGEO; LIBGEO; SEXE;
AGED100; NB``, ages written ``016``. Recensement de la population, Licence Ouverte 2.0; the counts
are weighted and not whole. The vintage is read in the name of the file.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from placement.errors import DataError, cite
from placement.sources.spreadsheet import Dialect, plain_header, sniff
from placement.sources.young import YoungCounts

__all__ = ["read_pop1b", "vintage_of"]

_CODE, _SEX, _AGE, _COUNT = "codgeo", "sexe", "aged100", "nb"
_NEEDED: Final = (_CODE, _SEX, _AGE, _COUNT)
_SEXES = ("1", "2")
_MINORS = range(16, 18)
_YOUNG = range(16, 26)
_YEAR = re.compile(r"(?:19|20)\d{2}(?!\d)")
_HEAD_BYTES = 1 << 16


def read_pop1b(path: Path, *, communes: Sequence[str]) -> YoungCounts:
    """Count the 16-25 and the 16-17 of each commune, persons.

    Parameters
    ----------
    path : the CSV of INSEE, or the zip it comes in
    communes : codes to count, in the order wanted; NaN for those the file does not hold

    Raises
    ------
    DataError
        The file is absent, is not this table, or holds none of the communes.
    """
    with _opened(path) as (stream, name):
        try:
            rows = _rows_of(stream, communes=communes)
        except (pa.ArrowInvalid, pa.ArrowKeyError, DataError, UnicodeError) as error:
            raise DataError(f"fichier {path.name} : {error}") from error
    present = set(rows.column(_CODE).to_pylist())
    if not present:
        raise DataError(
            f"fichier {path.name} : aucune des {len(communes)} communes du territoire n'y figure ; "
            "les codes ont-ils perdu leur zéro initial ? Reprenez le fichier de l'Insee tel quel."
        )
    young = _sums(rows, ages=_YOUNG)
    minors = _sums(rows, ages=_MINORS)
    vintage = vintage_of(path.name) or vintage_of(name)
    return YoungCounts(
        commune_code=np.array(communes, dtype=np.str_),
        young=np.array([young.get(c, 0.0 if c in present else np.nan) for c in communes]),
        minors=np.array([minors.get(c, 0.0 if c in present else np.nan) for c in communes]),
        estimated=False,
        method=f"Insee, recensement {vintage or 'sans millésime'}, population par âge détaillé",
        vintage=vintage,
    )


def vintage_of(file_name: str) -> str:
    """Return the year written in a file name; empty when there is none."""
    years = _YEAR.findall(file_name)
    return years[-1] if years else ""


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[bytes], str]]:
    """Open the CSV, be it zipped, with its name."""
    try:
        if not zipfile.is_zipfile(path):
            with path.open("rb") as stream:
                yield stream, path.name
            return
        with zipfile.ZipFile(path) as archive:
            name = _member(archive)
            with archive.open(name) as stream:
                yield stream, name
    except (OSError, zipfile.BadZipFile) as error:
        raise DataError(f"fichier {path.name} : lecture impossible ({error}).") from error


def _member(archive: zipfile.ZipFile) -> str:
    tables = [info for info in archive.infolist() if info.filename.lower().endswith(".csv")]
    if not tables:
        raise DataError(f"fichier {Path(str(archive.filename)).name} : aucun CSV dans ce zip.")
    return max(tables, key=lambda info: info.file_size).filename


def _rows_of(stream: IO[bytes], *, communes: Sequence[str]) -> pa.Table:
    """Rows of those communes, both sexes, as text (the file has seven million rows)."""
    head = stream.read(_HEAD_BYTES)
    dialect = sniff(head, complete=len(head) < _HEAD_BYTES)
    names = [plain_header(header) for header in dialect.headers]
    absent = [name.upper() for name in _NEEDED if name not in names]
    if absent:
        raise DataError(
            f"colonne absente : {cite(absent)} ; il faut la table TD_POP1B de l'Insee "
            "(CODGEO ; SEXE ; AGED100 ; NB)."
        )
    stream.seek(0)
    wanted, sexes = pa.array(list(communes), pa.string()), pa.array(_SEXES)
    batches = []
    for batch in _reader(stream, dialect=dialect, names=names):
        kept = pc.and_(
            pc.is_in(batch.column(_CODE), value_set=wanted),
            pc.is_in(batch.column(_SEX), value_set=sexes),
        )
        batches.append(batch.filter(kept))
    return pa.Table.from_batches(batches) if batches else _empty()


def _reader(stream: IO[bytes], *, dialect: Dialect, names: list[str]) -> pa_csv.CSVStreamingReader:
    return pa_csv.open_csv(
        stream,
        read_options=pa_csv.ReadOptions(
            column_names=names,
            skip_rows=dialect.skipped_lines + 1,
            encoding="utf8" if dialect.encoding.startswith("utf-8") else dialect.encoding,
        ),
        parse_options=pa_csv.ParseOptions(delimiter=dialect.separator),
        convert_options=pa_csv.ConvertOptions(
            include_columns=list(_NEEDED), column_types=dict.fromkeys(_NEEDED, pa.string())
        ),
    )


def _empty() -> pa.Table:
    return pa.table({name: pa.array([], pa.string()) for name in _NEEDED})


def _sums(rows: pa.Table, *, ages: range) -> dict[str, float]:
    """Persons of those ages, by commune."""
    try:
        age = pc.cast(rows.column(_AGE), pa.int32())
        count = pc.cast(pc.replace_substring(rows.column(_COUNT), ",", "."), pa.float64())
    except pa.ArrowInvalid as error:
        raise DataError(f"table TD_POP1B : âge ou effectif illisible ({error}).") from error
    table = pa.table({"code": rows.column(_CODE), "count": count}).filter(
        pc.is_in(age, value_set=pa.array(list(ages), pa.int32()))
    )
    summed = table.group_by("code").aggregate([("count", "sum")])
    return dict(
        zip(summed.column("code").to_pylist(), summed.column("count_sum").to_pylist(), strict=True)
    )
