"""The key with which a browser seals what the server could not take: one a person and world, stored by no browser."""

from base64 import b64encode

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from commworkflow.rules.worlds import World
from commworkflow.web import here, session

_BYTES = 32
_PURPOSE = "commworkflow: what a browser keeps of a draft"


def my_shelf_key() -> str:
    """Return the key of the person signed in, in base64, for the page of their draft.

    The same after a reload and after signing in again, so that what an outage left can be opened; no page of anybody
    else has it.
    """
    return shelf_key(current_app.config["SECRET_KEY"], here.house().world, session.current_actor().uid)


def shelf_key(secret: bytes, world: World, person: str) -> str:
    """Return the 256 bits that HKDF (RFC 5869) derives from a world's ``secret`` for one person, in base64."""
    purpose = "\0".join((_PURPOSE, world, person)).encode()
    return b64encode(HKDF(algorithm=SHA256(), length=_BYTES, salt=None, info=purpose).derive(secret)).decode("ascii")
