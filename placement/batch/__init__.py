"""Many territories and scenarios at once: here, or on the machines of a Dask cluster.

``listing`` reads what is asked, ``plan`` makes orders of it, ``done`` knows those of a former
batch, ``work`` does one, ``conduct`` leads them all, here or on a ``cluster``, ``summary`` sums up.
"""

from __future__ import annotations

from placement.batch.cluster import on_cluster
from placement.batch.conduct import Batch, BatchLine, here, run_batch
from placement.batch.listing import Line, asked_lines
from placement.batch.summary import SUMMARY, summary_document, summary_folder, write_summary
from placement.batch.work import Report

__all__ = [
    "SUMMARY",
    "Batch",
    "BatchLine",
    "Line",
    "Report",
    "asked_lines",
    "here",
    "on_cluster",
    "run_batch",
    "summary_document",
    "summary_folder",
    "write_summary",
]
