"""The certificate shown to telephones: until when it holds, and whether it bears this machine's addresses."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from cryptography import x509

from commworkflow.doctor.examined import Examined
from commworkflow.rules.diagnoses import Diagnosis, diagnosis
from commworkflow.sharing.addresses import private_addresses
from commworkflow.sharing.authority import FOLDER
from commworkflow.sharing.door import SERVER_FILE

SOON = timedelta(days=7)


def look(examined: Examined) -> Diagnosis:
    """Read the certificate kept with the world, if its doors were ever opened to telephones."""
    path = examined.folder / FOLDER / SERVER_FILE
    if not path.is_file():
        return diagnosis("certificate_absent")
    try:
        shown = x509.load_pem_x509_certificate(path.read_bytes())
        names = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound):
        return diagnosis("certificate_unreadable")
    known = [str(name.value) for name in names]
    return judged(known, shown.not_valid_after_utc, private_addresses(), examined.now)


def judged(names: Iterable[str], until: datetime, addresses: Iterable[str], now: datetime) -> Diagnosis:
    """Judge a certificate for these names against the addresses the machine has now."""
    bears, has = list(names), list(addresses)
    if until <= now:
        return diagnosis("certificate_over", until=until.isoformat())
    lacking = [address for address in has if address not in bears]
    if lacking:
        return diagnosis("certificate_of_another_address", addresses=", ".join(lacking))
    if until - now < SOON:
        return diagnosis("certificate_ends_soon", until=until.isoformat())
    return diagnosis("certificate_good", until=until.isoformat(), names=", ".join(bears))
