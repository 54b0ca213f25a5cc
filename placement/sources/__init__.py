"""What placement reads: embedded France, the user's spreadsheets, the published tables.

One module per dataset; each says what it reads, of which vintage, under which licence.
"""

from __future__ import annotations

__all__: list[str] = []
