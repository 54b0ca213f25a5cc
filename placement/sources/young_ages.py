"""The 16-25 of each commune from its own age groups: better than national shares, not a count.

Reads the base of ages by IRIS (``base-ic-evol-struct-pop-20xx``, see ``iris_bases``): two of the
seven years of the 11-17, all the 18-24, one of the fifteen years of the 25-39.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from placement.sources.commune_lookup import commune_lookup
from placement.sources.commune_sums import sum_by_commune
from placement.sources.iris_bases import IRIS_AGES
from placement.sources.official import FileHead, read_official
from placement.sources.young import YoungCounts

__all__ = ["AGES_METHOD", "estimate_young_from_ages"]

AGES_METHOD: Final = (
    "16-25 ans estimés à partir des âges de la commune : 2/7 des 11-17 ans + les 18-24 ans + {} "
    "(Insee, recensement {})"
)
"""What every output must say of these counts."""


def estimate_young_from_ages(
    path: Path,
    *,
    communes: Sequence[str],
    former: Mapping[str, str] | None = None,
    head: FileHead | None = None,
) -> YoungCounts:
    """Estimate the young people of each commune, persons.

    ``young = 2/7 · pop1117 + pop1824 + 1/15 · pop2539`` and ``minors = 2/7 · pop1117``; the
    25-year-olds are one seventh of the 18-24 where the file does not have the 25-39.

    Parameters
    ----------
    path : the base of ages by IRIS
    communes : codes to count, in the order wanted; NaN for those the file does not tell
    former : code of today by code of a commune that is no more
    head : what ``read_head`` found, not to look twice

    Raises
    ------
    DataError
        The file is not that base.

    Notes
    -----
    Ages are taken as evenly spread within each group. From 18 on, those who left to study are
    counted where they study, as in every count of the census.
    """
    keep = {"code": commune_lookup(communes, former=former)}
    table = read_official(path, fields=IRIS_AGES.fields, keep=keep, head=head)
    names = ("pop1117", "pop1824", "pop2539")
    sums = sum_by_commune(table, names=names, communes=communes, former=former)
    minors = sums.counts["pop1117"] * 2 / 7
    known = "pop2539" in sums.counts
    last = sums.counts["pop2539"] / 15 if known else sums.counts["pop1824"] / 7
    young = minors + sums.counts["pop1824"] + last
    place = {code: k for k, code in enumerate(sums.communes)}
    order = [place.get(code, -1) for code in communes]
    share = "1/15 des 25-39 ans" if known else "1/7 des 18-24 ans"
    return YoungCounts(
        commune_code=np.array(communes, dtype=np.str_),
        young=np.append(young, np.nan)[order],
        minors=np.append(minors, np.nan)[order],
        estimated=True,
        method=AGES_METHOD.format(share, table.vintage or "sans millésime"),
        vintage=table.vintage,
    )
