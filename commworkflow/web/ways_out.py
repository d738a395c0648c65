"""What the desk's pages need of the wiring: the channels, and what spells a text and makes files of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from commworkflow.rules.channels import Channel, Writers
from commworkflow.rules.message_templates import ChannelKey

_NAME = "commworkflow.ways_out"


@dataclass(frozen=True, slots=True)
class WaysOut:
    """What ``application.py`` hands to the desk."""

    channels: Mapping[ChannelKey, Channel]
    writers: Writers


def hand_over(app: Flask, ways: WaysOut) -> None:
    """Leave the ways out where the pages of this application find them."""
    app.extensions[_NAME] = ways


def ways_out() -> WaysOut:
    """Return the ways out of the application that answers this request."""
    return cast(WaysOut, current_app.extensions[_NAME])
