"""The ways out of the hospital: one file each, one line each here."""

from collections.abc import Mapping

from commworkflow.channels.document import Document
from commworkflow.channels.portal import Portal
from commworkflow.channels.site import Site
from commworkflow.channels.spoken import Spoken
from commworkflow.rules.channels import Channel
from commworkflow.rules.message_templates import ChannelKey

CHANNELS: Mapping[ChannelKey, Channel] = {channel.key: channel for channel in (Portal(), Document(), Site(), Spoken())}
