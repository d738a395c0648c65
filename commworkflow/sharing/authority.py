"""The hospital's own certificate authority: made once in a world's folder, able to vouch for private networks alone.

Two certificates: a root, which telephones trust, and one it made, which signs. The root's key is thrown away at once:
it never touches the disk. The key that stays is bound by limits that every browser minds, where some pass over the
limits of a root; whoever stole it could not pass for a bank with it.
"""

import os
import stat
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from commworkflow.sharing.addresses import PRIVATE_DOMAINS, PRIVATE_NETWORKS, machine_name

FOLDER = "tls"
"""The folder of a world in which keys and certificates are; it goes with the world when that is saved."""

AUTHORITY_FILE = "authority.pem"
LIFE = timedelta(days=730)
NEAR_ITS_END = timedelta(days=30)
"""An authority with less than that before it is replaced: its last month is no time to find out."""

BACKDATED = timedelta(days=1)
"""How far back a certificate begins: a telephone three hours behind this machine must not call it not yet valid."""


class WrongCertificate(RuntimeError):
    """The authority's file cannot be used; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Authority:
    """The key that vouches with its certificate, and the root above it, which telephones are asked to trust."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    root: x509.Certificate

    @property
    def der(self) -> bytes:
        """The root as telephones read it; there is nothing secret in it."""
        return self.root.public_bytes(serialization.Encoding.DER)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the root in sixteen groups of four, to be compared by eye."""
        digits = self.root.fingerprint(hashes.SHA256()).hex().upper()
        return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))

    @property
    def domains(self) -> tuple[str, ...]:
        """The names, and all that end in them, for which it can vouch."""
        permitted = self.certificate.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees
        return tuple(str(name.value) for name in permitted or () if isinstance(name, x509.DNSName))

    @property
    def until(self) -> datetime:
        """When it ends."""
        return self.certificate.not_valid_after_utc

    def vouches_for(self, name: str) -> bool:
        """Say whether a name lies within its limits."""
        return any(name == domain or name.endswith(f".{domain}") for domain in self.domains)


def the_authority(folder: Path, world: str, now: datetime) -> Authority:
    """Return the authority of the world in ``folder``: made at the first call, and anew when it comes near its end.

    Raises WrongCertificate where its file holds no authority.
    """
    path = folder / FOLDER / AUTHORITY_FILE
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = _read(path) if path.exists() else None
    if found is not None and found.until - now >= NEAR_ITS_END:
        return found
    made = _make(world, now)
    write_secret(path, pem_of(made.key, made.certificate, made.root))
    return made


def write_secret(path: Path, content: bytes) -> None:
    """Put content into a file of mode 600, whole or not at all."""
    half = path.with_suffix(".new")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


def pem_of(key: ec.EllipticCurvePrivateKey, *chain: x509.Certificate) -> bytes:
    """Return a key, its certificate and those above it, as one file holds them."""
    written = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return b"".join((written, *(certificate.public_bytes(serialization.Encoding.PEM) for certificate in chain)))


def _read(path: Path) -> Authority:
    try:
        if stat.S_IMODE(path.stat().st_mode) != 0o600:
            path.chmod(0o600)  # brought back by a stick that keeps no modes
        written = path.read_bytes()
        key = serialization.load_pem_private_key(written, None)
        certificate, root = x509.load_pem_x509_certificates(written)
        certificate.verify_directly_issued_by(root)
    except (OSError, ValueError, TypeError, InvalidSignature) as error:
        raise WrongCertificate(_sentence(path, str(error) or "its two certificates do not fit")) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        raise WrongCertificate(_sentence(path, "its key is not that of its certificate"))
    return Authority(key, certificate, root)


def _sentence(path: Path, why: str) -> str:
    return (
        f"The certificate authority in {path.parent.name}/{path.name} cannot be used ({why}). Put back the file of a "
        "saved copy; or delete it: a new authority is made, and each telephone must trust it anew."
    )


def _make(world: str, now: datetime) -> Authority:
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    title = f"commworkflow {world} {now:%Y-%m-%d} {machine_name()}".strip()
    root_name, name = _name(title), _name(f"{title} (2)")
    root = _certificate(root_name, root_key.public_key(), 1, now, root_name, root_key)
    return Authority(key, _certificate(name, key.public_key(), 0, now, root_name, root_key), root)


def _name(title: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "commworkflow"), x509.NameAttribute(NameOID.COMMON_NAME, title)]
    )


def _certificate(
    subject: x509.Name,
    key: ec.EllipticCurvePublicKey,
    below: int,
    now: datetime,
    issuer: x509.Name,
    signing: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    """Make the certificate of an authority; ``below``: how many authorities may stand under it."""
    issuer_identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key())
    return (
        x509.CertificateBuilder(issuer_name=issuer, subject_name=subject, public_key=key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=below), critical=True)
        .add_extension(may_sign(certificates=True), critical=True)
        .add_extension(_private_networks_only(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(issuer_identifier, critical=False)
        .sign(signing, hashes.SHA256())
    )


def _private_networks_only() -> x509.NameConstraints:
    domains = dict.fromkeys([*PRIVATE_DOMAINS, *filter(None, [machine_name()])])
    networks = [x509.IPAddress(ip_network(network)) for network in PRIVATE_NETWORKS]
    return x509.NameConstraints([*map(x509.DNSName, domains), *networks], None)


def may_sign(*, certificates: bool) -> x509.KeyUsage:
    """Return what a key is for: an authority's signs certificates, a machine's signs handshakes, and nothing else."""
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
