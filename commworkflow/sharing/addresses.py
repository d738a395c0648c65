"""Under which names and addresses of a private network this machine is reached; a public address is never one."""

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

PRIVATE_NETWORKS = tuple(
    ipaddress.ip_network(network)
    for network in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "127.0.0.0/8",
        "fc00::/7",
        "::1/128",
    )
)
"""RFC 1918, RFC 3927, RFC 4193 and loopback: what can only be the hospital's own network, or this machine."""

PRIVATE_DOMAINS = ("localhost", "local", "home.arpa", "internal", "lan")
"""Names no public authority vouches for: RFC 6762, RFC 8375, and those in use inside hospitals."""

_FIB_TRIE, _IF_INET6 = Path("/proc/net/fib_trie"), Path("/proc/net/if_inet6")
_NAME = re.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
# No packet is sent to it: the system only says from which of its addresses one would leave.
_SOMEWHERE = ("10.255.255.255", 9)


def is_private(address: str) -> bool:
    """Say whether an IPv4 or IPv6 address belongs to a private network or to this machine alone."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in PRIVATE_NETWORKS)


def plain_address(address: str) -> str:
    """Return an address as people write it: without the prefix under which a socket for both families shows IPv4."""
    mapped = ipaddress.IPv6Address(address.partition("%")[0]).ipv4_mapped if ":" in address else None
    return str(mapped) if mapped else address


def machine_name() -> str:
    """Return this machine's own name without its domain; empty where it is no name a browser can be given."""
    name = socket.gethostname().partition(".")[0].lower()
    return name if _NAME.fullmatch(name) else ""


def private_addresses() -> tuple[str, ...]:
    """Return this machine's private addresses, loopback aside: the one its traffic leaves by first, self-given last."""
    listed = {*_written(_FIB_TRIE, addresses_of_fib_trie), *_written(_IF_INET6, addresses_of_if_inet6)}
    leaving = _leaving()
    found = (listed or _resolved()) | {leaving}
    near = {address for address in found if is_private(address) and not ipaddress.ip_address(address).is_loopback}
    return tuple(sorted(near, key=lambda address: (address != leaving, *_order(address))))


def addresses_of_fib_trie(written: str) -> Iterator[str]:
    """Yield the IPv4 addresses of Linux's own routing table: each is a leaf with a line that calls it LOCAL."""
    leaf = ""
    for line in written.splitlines():
        if "|-- " in line:
            leaf = line.partition("|-- ")[2].strip()
        elif "/32 host LOCAL" in line:
            yield leaf


def addresses_of_if_inet6(written: str) -> Iterator[str]:
    """Yield the IPv6 addresses of Linux's own list: thirty-two digits at the head of each line."""
    for line in written.splitlines():
        yield str(ipaddress.IPv6Address(bytes.fromhex(line.split()[0])))


def _written(path: Path, read: Callable[[str], Iterator[str]]) -> Iterable[str]:
    try:
        return tuple(read(path.read_text(encoding="ascii")))
    except (OSError, ValueError):
        return ()


def _resolved() -> set[str]:
    # Where there is no /proc; on Debian it would answer 127.0.1.1, and without a network after a long wait.
    try:
        return {str(found[4][0]) for found in socket.getaddrinfo(socket.gethostname(), None)}
    except (OSError, UnicodeError):
        return set()


def _leaving() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial:
        try:
            trial.connect(_SOMEWHERE)
            return str(trial.getsockname()[0])
        except OSError:
            return ""


def _order(address: str) -> tuple[bool, bool, int]:
    found = ipaddress.ip_address(address)
    return found.is_link_local, found.version == 6, int(found)
