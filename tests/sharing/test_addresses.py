"""By which names and addresses of a private network a machine is reached."""

import socket

import pytest

from commworkflow.sharing import addresses
from commworkflow.sharing.addresses import (
    addresses_of_fib_trie,
    addresses_of_if_inet6,
    is_private,
    machine_name,
    plain_address,
    private_addresses,
)

FIB_TRIE = """Main:
  +-- 0.0.0.0/0 3 0 5
     +-- 10.20.0.0/16 2 0 2
        |-- 10.20.0.0
           /16 link UNICAST
        |-- 10.20.3.4
           /32 host LOCAL
        |-- 10.20.255.255
           /32 link BROADCAST
     |-- 203.0.113.9
        /32 host LOCAL
     |-- 169.254.7.7
        /32 host LOCAL
     |-- 127.0.0.1
        /32 host LOCAL
"""
IF_INET6 = """00000000000000000000000000000001 01 80 10 80       lo
fd000000000000000000000000000002 04 40 00 82     eth0
fe8000000000000000fc00fffe000001 04 40 20 80     eth0
"""


@pytest.mark.parametrize(
    "address", ["10.0.0.7", "172.31.255.1", "192.168.1.5", "169.254.1.1", "127.0.0.1", "fd12::1", "::1"]
)
def test_what_is_the_hospitals_own(address: str) -> None:
    assert is_private(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "172.32.0.1", "193.54.1.2", "2001:db8::1", "fe80::1", "", "laptop"])
def test_what_others_can_reach_or_no_browser_can_write(address: str) -> None:
    assert not is_private(address)


def test_linux_says_its_addresses() -> None:
    assert list(addresses_of_fib_trie(FIB_TRIE)) == ["10.20.3.4", "203.0.113.9", "169.254.7.7", "127.0.0.1"]
    assert list(addresses_of_if_inet6(IF_INET6)) == ["::1", "fd00::2", "fe80::fc:ff:fe00:1"]


def test_public_ones_are_left_out_and_the_one_traffic_leaves_by_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    def written(path: object, read: object) -> tuple[str, ...]:
        return tuple(addresses_of_fib_trie(FIB_TRIE)) if "fib" in str(path) else tuple(addresses_of_if_inet6(IF_INET6))

    monkeypatch.setattr(addresses, "_written", written)
    monkeypatch.setattr(addresses, "_leaving", lambda: "")
    assert private_addresses() == ("10.20.3.4", "fd00::2", "169.254.7.7")
    monkeypatch.setattr(addresses, "_leaving", lambda: "192.168.1.5")
    assert private_addresses() == ("192.168.1.5", "10.20.3.4", "fd00::2", "169.254.7.7")


def test_without_proc_the_system_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "_written", lambda path, read: ())
    monkeypatch.setattr(addresses, "_leaving", lambda: "")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *asked: [(2, 1, 6, "", ("192.168.1.5", 0))])
    assert private_addresses() == ("192.168.1.5",)


@pytest.mark.parametrize(
    ("host", "name"),
    [("Laptop-42.chu.example", "laptop-42"), ("poste_crise", ""), ("Portable de Zoé", ""), ("vm", "vm")],
)
def test_a_name_no_browser_can_be_given_is_left_out(monkeypatch: pytest.MonkeyPatch, host: str, name: str) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: host)
    assert machine_name() == name


def test_an_address_is_written_as_people_write_it() -> None:
    assert plain_address("::ffff:192.168.1.5") == plain_address("192.168.1.5") == "192.168.1.5"
    assert plain_address("fd00::2") == "fd00::2"
