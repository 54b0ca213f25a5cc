"""``herite_de``: a base and named changes, resolved completely before anything is validated."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from placement.errors import Faults
from placement.scenario.changes import changed
from placement.scenario.matrix import crossed
from placement.scenario.text import text_of
from placement.scenario.tree import Node, node_of
from placement.scenario.yaml_document import YamlFaultError, read_yaml

__all__ = ["HEIR_KEY", "MATRIX_KEY", "resolved"]

HEIR_KEY: Final = "herite_de"
MATRIX_KEY: Final = "matrice"

_OWN: Final = ("nom", "titre", "description", MATRIX_KEY)
"""What a scenario never inherits."""

_DEEPEST: Final = 10


def resolved(path: Path, *, faults: Faults) -> tuple[Node, ...]:
    """Return the scenarios that a file describes: one, or one a combination of its matrix.

    Every file on the way is read once and none of them is changed. What cannot be read or applied
    goes to ``faults``, and nothing is returned.
    """
    try:
        whole = _with_bases(path, heirs=(), faults=faults)
    except YamlFaultError as fault:
        faults.add(str(fault))
        return ()
    keys = dict(whole.value)
    matrix = keys.pop(MATRIX_KEY, None)
    single = Node(keys, whole.place)
    found = (single,) if matrix is None else crossed(single, matrix, faults=faults)
    return () if faults else found


def _with_bases(path: Path, *, heirs: Sequence[Path], faults: Faults) -> Node:
    """Return a file over its base, and that over its own."""
    node = node_of(read_yaml(text_of(path)), file=path if heirs else None)
    keys = dict(node.value)
    parent = keys.pop(HEIR_KEY, None)
    own = Node(keys, node.place)
    if parent is None:
        return own
    base_path = _base_path(path, parent=parent, heirs=heirs)
    base = _with_bases(base_path, heirs=(*heirs, path), faults=faults)
    inherited = {key: item for key, item in base.items().items() if key not in _OWN}
    anchored = _anchored(Node(inherited, base.place), base=base_path, heir=path)
    return changed(anchored, own, faults=faults)


def _base_path(path: Path, *, parent: Node, heirs: Sequence[Path]) -> Path:
    """Return the file that ``herite_de`` names, from the folder of the heir.

    Raises
    ------
    YamlFaultError
        It names no file, or a file that inherits from this one.
    """
    where = f"{HEIR_KEY} (ligne {parent.place})"
    if not isinstance(parent.value, str) or not parent.value.strip():
        raise YamlFaultError(f"{where} : le nom d'un fichier de scénario est attendu.")
    name = parent.value.strip()
    base = path.parent / (name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    if not base.is_file():
        raise YamlFaultError(f"{where} : « {base} » n'existe pas.")
    chain = [*heirs, path]
    if base.resolve() in {heir.resolve() for heir in chain} or len(chain) > _DEEPEST:
        names = " → ".join(heir.name for heir in (*chain, base))
        raise YamlFaultError(f"{where} : l'héritage tourne en rond ({names}).")
    return base


def _anchored(node: Node, *, base: Path, heir: Path) -> Node:
    """Rewrite a territory given by its path from the base as a path from the heir."""
    keys = dict(node.value)
    territory = keys.get("territoire")
    if territory is None or "/" not in str(territory.value) or base.parent == heir.parent:
        return node
    path = os.path.relpath(base.parent / str(territory.value), start=heir.parent)
    keys["territoire"] = Node(f"./{Path(path).as_posix()}", territory.place)
    return Node(keys, node.place)
