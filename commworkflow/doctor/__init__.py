"""The doctor: what of this machine and of this world works, and what does not. One registry, one function a part.

It stands over the house and looks into every room, with a server running or without one; nobody below knows it.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from commworkflow.doctor import (
    backups,
    certificate,
    database,
    disk,
    encryption,
    fonts,
    hour,
    printer,
    product,
    storage,
)
from commworkflow.doctor.examined import Examined
from commworkflow.rules.diagnoses import Diagnosis, Part, diagnosis

Check = Callable[[Examined], Diagnosis]

CHECKS: Mapping[Part, Check] = MappingProxyType(
    {
        Part.DISK: disk.look,
        Part.ENCRYPTION: encryption.look,
        Part.CLOCK: hour.look,
        Part.DATABASE: database.look,
        Part.STORAGE: storage.look,
        Part.BACKUPS: backups.look,
        Part.FONTS: fonts.look,
        Part.PRINTER: printer.look,
        Part.CERTIFICATE: certificate.look,
        Part.TEMPLATES: product.templates,
        Part.LANGUAGES: product.languages,
        Part.VERSIONS: product.versions,
    }
)
"""Every check; a new one is a file, a line here, its keys in ``rules/diagnoses.py`` and their words at the edge."""


def examine(examined: Examined) -> tuple[Diagnosis, ...]:
    """Return what every check found, in the order of the registry. A check that fails itself cannot tell."""
    return tuple(_found(part, check, examined) for part, check in CHECKS.items())


def _found(part: Part, check: Check, examined: Examined) -> Diagnosis:
    # A sick machine fails in ways nobody foresaw, and the other checks are wanted all the more.
    try:
        return check(examined)
    except Exception as error:
        return diagnosis(f"{part}_check_failed", reason=type(error).__name__)
