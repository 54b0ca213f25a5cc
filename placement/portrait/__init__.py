"""The statistical profile of the young people of a territory."""

from __future__ import annotations

__all__: list[str] = []
