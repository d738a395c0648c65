"""The hospital's own authority: made once, kept from others' eyes, good for private networks alone."""

import stat
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from commworkflow.sharing.authority import (
    AUTHORITY_FILE,
    FOLDER,
    LIFE,
    NEAR_ITS_END,
    Authority,
    WrongCertificate,
    pem_of,
    the_authority,
)
from commworkflow.sharing.certificate import make
from tests.cast import NOW


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return the_authority(tmp_path, "live", NOW)


def is_believed(authority: Authority, name: str) -> bool:
    """Whether a browser that trusts the authority believes a certificate it made for that name."""
    shown = x509.load_pem_x509_certificate(make(authority, [name], NOW))
    subject = x509.DNSName(name) if not name[0].isdigit() else x509.IPAddress(ip_address(name))
    verifier = PolicyBuilder().store(Store([authority.root])).time(NOW).build_server_verifier(subject)
    try:
        verifier.verify(shown, [authority.certificate])
    except VerificationError:
        return False
    return True


def test_it_is_made_once_and_read_again(tmp_path: Path, authority: Authority) -> None:
    again = the_authority(tmp_path, "live", NOW + timedelta(days=600))
    assert again.fingerprint == authority.fingerprint
    assert [len(group) for group in authority.fingerprint.split()] == [4] * 16
    assert authority.fingerprint.replace(" ", "") == authority.root.fingerprint(hashes.SHA256()).hex().upper()


def test_its_key_is_its_owners_alone(tmp_path: Path, authority: Authority) -> None:
    path = tmp_path / FOLDER / AUTHORITY_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.chmod(0o644)
    the_authority(tmp_path, "live", NOW)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600, "brought back by a stick that keeps no modes"


def test_it_lasts_two_years_begins_a_day_early_and_signs_nothing_but_servers(authority: Authority) -> None:
    for certificate, below in ((authority.root, 1), (authority.certificate, 0)):
        assert certificate.not_valid_before_utc == NOW - timedelta(days=1)
        assert certificate.not_valid_after_utc == NOW + LIFE
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
        assert basic.critical and basic.value == x509.BasicConstraints(ca=True, path_length=below)
        assert certificate.extensions.get_extension_for_class(x509.NameConstraints).critical


def test_the_key_that_telephones_trust_is_nowhere(tmp_path: Path, authority: Authority) -> None:
    """Some browsers pass over the limits of a root: its key must not be there to be stolen."""
    kept = (tmp_path / FOLDER / AUTHORITY_FILE).read_bytes()
    assert kept.count(b"PRIVATE KEY-----") == 2, "one key, its beginning and its end"
    assert authority.key.public_key() == authority.certificate.public_key() != authority.root.public_key()
    authority.certificate.verify_directly_issued_by(authority.root)


@pytest.mark.parametrize("name", ["10.1.2.3", "192.168.1.5", "laptop-42.local", "localhost"])
def test_what_it_can_vouch_for(authority: Authority, name: str) -> None:
    assert is_believed(authority, name)


@pytest.mark.parametrize("name", ["8.8.8.8", "193.54.1.2", "www.impots.gouv.fr", "bank.example"])
def test_whoever_steals_its_key_can_imitate_no_other_site(authority: Authority, name: str) -> None:
    assert not is_believed(authority, name)


def test_near_its_end_a_new_one_is_made_in_time(tmp_path: Path, authority: Authority) -> None:
    at_last = NOW + LIFE - NEAR_ITS_END
    assert the_authority(tmp_path, "live", at_last).fingerprint == authority.fingerprint
    renewed = the_authority(tmp_path, "live", at_last + timedelta(seconds=1))
    assert renewed.fingerprint != authority.fingerprint
    assert the_authority(tmp_path, "live", at_last + timedelta(days=1)).fingerprint == renewed.fingerprint


def test_a_file_that_cannot_be_used_is_said_and_left_alone(tmp_path: Path, authority: Authority) -> None:
    path = tmp_path / FOLDER / AUTHORITY_FILE
    whole = path.read_bytes()
    other = ec.generate_private_key(ec.SECP256R1())
    key_of_another = pem_of(other, authority.certificate, authority.root)
    root_of_another = pem_of(authority.key, authority.certificate, the_authority(tmp_path / "other", "live", NOW).root)
    for spoilt in (b"", b"no key", whole[:200], whole[:1400], key_of_another, root_of_another):
        path.write_bytes(spoilt)
        with pytest.raises(WrongCertificate, match=r"tls/authority\.pem cannot be used.*delete it"):
            the_authority(tmp_path, "live", NOW)
        assert path.read_bytes() == spoilt


def test_a_start_killed_while_writing_left_nothing_half(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    (folder / "authority.new").write_bytes(b"half a key")
    made = the_authority(tmp_path, "live", NOW)
    assert the_authority(tmp_path, "live", NOW).fingerprint == made.fingerprint
