"""The certificate this machine shows: short-lived, for its names and addresses of the moment, made anew at need."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from commworkflow.sharing.addresses import machine_name, private_addresses
from commworkflow.sharing.authority import BACKDATED, Authority, may_sign, pem_of

LIFE = timedelta(days=90)
"""Browsers take at most 398 days; nobody has to renew it by hand, so it can be short."""

RENEWED = timedelta(days=30)
"""How long before its end it is made anew."""

_ALWAYS = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a certificate says: for which names and addresses it is, and from when until when."""

    names: frozenset[str]
    since: datetime
    until: datetime

    def holds(self, now: datetime) -> bool:
        """Say whether it can be shown: begun, and not yet near its end."""
        return self.since <= now < self.until - RENEWED


def names_now(authority: Authority) -> tuple[str, ...]:
    """Return every name and address by which this machine is reached now, the likeliest first."""
    own = machine_name()
    names = [f"{own}.local", own] if own else []
    vouched = (name for name in names if authority.vouches_for(name))
    return tuple(dict.fromkeys((*private_addresses(), *vouched, *_ALWAYS)))


def make(authority: Authority, names: Sequence[str], now: datetime) -> bytes:
    """Return a new key, its certificate for these names and the one that vouches for it, as one file holds them."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        x509.CertificateBuilder(
            issuer_name=authority.certificate.subject, subject_name=_subject(), public_key=key.public_key()
        )
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(min(now + LIFE, authority.until))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .add_extension(may_sign(certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_issuer(authority), critical=False)
        .sign(authority.key, hashes.SHA256())
    )
    return pem_of(key, certificate, authority.certificate)


def read(file: Path, authority: Authority) -> Shown | None:
    """Return the certificate a file holds; None where there is none, or another authority made it."""
    try:
        kept = x509.load_pem_x509_certificate(file.read_bytes())
        kept.verify_directly_issued_by(authority.certificate)
        found = kept.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (FileNotFoundError, ValueError, TypeError, x509.ExtensionNotFound, InvalidSignature):
        return None
    return Shown(frozenset(str(name.value) for name in found), kept.not_valid_before_utc, kept.not_valid_after_utc)


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _subject() -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, machine_name() or "commworkflow")])


def _issuer(authority: Authority) -> x509.AuthorityKeyIdentifier:
    known = authority.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(known)
