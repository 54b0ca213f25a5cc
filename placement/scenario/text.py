"""The text of a scenario file, or why it cannot be had."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from placement.errors import system_reason
from placement.scenario.yaml_document import YamlFaultError

__all__ = ["text_of"]

_MOST_BYTES: Final = 1_000_000


def text_of(path: Path) -> str:
    """Return the text of a scenario file.

    Raises
    ------
    YamlFaultError
        It is absent, unreadable, too large or not in UTF-8 (French).
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise YamlFaultError("le fichier n'existe pas.") from None
    except IsADirectoryError:
        raise YamlFaultError("c'est un dossier ; donnez un fichier .yaml.") from None
    except OSError as error:
        raise YamlFaultError(f"le fichier ne peut pas être lu ({system_reason(error)}).") from None
    if len(raw) > _MOST_BYTES:
        raise YamlFaultError("le fichier dépasse 1 Mo ; ce n'est pas un scénario.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise YamlFaultError(
            f"ligne {line} : un caractère n'est pas en UTF-8 ; enregistrez le fichier en « UTF-8 »."
        ) from None
