"""What may go wrong between this machine and a server, in the words of a project officer."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit, urlunsplit

import requests

from placement.errors import DataError

__all__ = [
    "DownloadError",
    "UnreachableError",
    "refused_status",
    "shown_url",
    "unreachable",
]

_REACHED: Final = "Vérifiez la connexion à internet, ou téléchargez le fichier à la main"
_STATUSES: Final = {
    401: "l'accès demande un mot de passe (401) ; téléchargez le fichier à la main.",
    403: "le serveur refuse l'accès (403) ; réessayez plus tard, ou téléchargez-le à la main.",
    404: "il n'y a rien à cette adresse (404) ; le fichier a sans doute changé de place : "
    "cherchez la nouvelle adresse et donnez-la avec --url.",
    407: "le proxy demande un mot de passe (407) ; demandez au service informatique l'adresse "
    "complète à donner avec --proxy.",
    410: "le fichier a été retiré (410) ; cherchez sa nouvelle adresse et donnez-la avec --url.",
    413: "l'envoi est trop gros pour le serveur (413) ; coupez le fichier en deux.",
    429: "le serveur demande de patienter (429) ; réessayez dans quelques minutes.",
}


class DownloadError(DataError):
    """A server was reached, and what it gave cannot be kept."""


class UnreachableError(DownloadError):
    """A server was not reached, or went silent, and may answer later."""


def shown_url(url: str) -> str:
    """Return an address without the user name and the password it may hold."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if "@" not in parts.netloc:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def refused_status(url: str, *, status: int) -> DownloadError:
    """Return what to tell of an HTTP status that is no success."""
    told = _STATUSES.get(status, "")
    if not told and status >= 500:
        return UnreachableError(
            f"{shown_url(url)} : le serveur est en panne ({status}) ; réessayez plus tard."
        )
    told = told or f"le serveur a répondu {status}, ce qui n'est pas un fichier ; vérifiez --url."
    return DownloadError(f"{shown_url(url)} : {told}")


def unreachable(url: str, *, error: Exception) -> DownloadError:
    """Return what to tell of a request that got no answer."""
    if isinstance(error, requests.exceptions.TooManyRedirects):
        return DownloadError(
            f"{shown_url(url)} : le serveur renvoie d'adresse en adresse sans fin ; "
            "cherchez la bonne adresse et donnez-la avec --url."
        )
    if isinstance(error, _MALFORMED):
        return DownloadError(
            f"« {shown_url(url)} » n'est pas une adresse que l'on peut télécharger ; "
            "elle commence par https:// ou http://."
        )
    return UnreachableError(f"{shown_url(url)} : {_silence(error)}")


_MALFORMED: Final = (
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
)


def _silence(error: Exception) -> str:
    if isinstance(error, requests.exceptions.ProxyError):
        return (
            "le proxy est injoignable ou refuse la connexion ; vérifiez --proxy, ou les variables "
            "HTTPS_PROXY et HTTP_PROXY, avec le service informatique."
        )
    if isinstance(error, requests.exceptions.SSLError):
        return (
            "l'identité du serveur n'a pas pu être vérifiée (certificat) ; si un proxy filtre "
            "internet, demandez son certificat au service informatique et donnez-le dans la "
            "variable REQUESTS_CA_BUNDLE."
        )
    if isinstance(error, requests.exceptions.Timeout) or "timed out" in str(error):
        return f"le serveur ne répond pas (délai dépassé). {_REACHED}."
    return f"serveur injoignable. {_REACHED}."
