"""placement: where a Mission Locale should keep its antennes, permanences and van stops."""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.1.0"
