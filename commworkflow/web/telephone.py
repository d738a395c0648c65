"""How a telephone comes in: code and fingerprint for those signed in, the way to trust for everybody."""

import io
from dataclasses import dataclass

import segno
from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from commworkflow.web import shared
from commworkflow.web.access import EVERYBODY, SIGNED_IN, needs
from commworkflow.web.shared import Door

pages = Blueprint("telephone", __name__)

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_FILE = "commworkflow-autorite.crt"


@dataclass(frozen=True, slots=True)
class Way:
    """One address a telephone opens, and the one where it learns to trust."""

    name: str
    address: str
    trust: str


@pages.get("/telephone")
@needs(SIGNED_IN)
def page() -> str:
    """Show the addresses, their codes, the fingerprint, and what to do on a telephone; made to be printed too."""
    door = shared.door()
    ways = _ways(door) if door else ()
    groups = door.fingerprint.split(" ") if door else []
    return render_template("telephone/page.html", shared=door is not None, ways=ways, groups=groups)


@pages.get("/telephone/code.svg")
@needs(SIGNED_IN)
def code() -> ResponseReturnValue:
    """Draw the code of one of these addresses; of no other: a code is believed without being read."""
    door = shared.door()
    wanted = request.args.get("for", "")
    known = {address for way in (_ways(door) if door else ()) for address in (way.address, way.trust)}
    if wanted not in known:
        abort(404)
    drawn = io.BytesIO()
    # No style and no class: the page's rules would not let them speak. White round it, for cameras in a dark room.
    plain = {"xmldecl": False, "svgclass": None, "lineclass": None, "omitsize": True}
    segno.make(wanted, error="m", micro=False).save(drawn, kind="svg", border=4, dark="#000", light="#fff", **plain)
    return Response(drawn.getvalue(), mimetype="image/svg+xml")


@pages.get("/trust")
@needs(EVERYBODY)
def trust() -> str:
    """Help a telephone to trust the authority.

    The fingerprint is not here: whoever could forge this page would forge it too.
    """
    if shared.door() is None:
        abort(404)
    return render_template("telephone/trust.html")


@pages.get("/trust/authority.crt")
@needs(EVERYBODY)
def authority() -> ResponseReturnValue:
    """Hand over the authority's certificate, as telephones take it. Never in clear beyond this machine: nothing is."""
    door = shared.door()
    if door is None:
        abort(404)
    # Inline: an iPhone then offers to install it, where it would only put an attachment among its files.
    headers = {"Content-Disposition": f'inline; filename="{_FILE}"'}
    return Response(door.authority, mimetype="application/x-x509-ca-cert", headers=headers)


def _ways(door: Door) -> tuple[Way, ...]:
    return tuple(
        Way(name, address(name, door.port, "/"), address(name, door.port, url_for("telephone.trust")))
        for name in door.names()
        if name not in _LOCAL
    )


def address(name: str, port: int, path: str) -> str:
    """Return the address by which a browser reaches a name or an address of this machine through the door."""
    return f"https://[{name}]:{port}{path}" if ":" in name else f"https://{name}:{port}{path}"
