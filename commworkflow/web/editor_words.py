"""What the editor says: its buttons, what became of what was typed, what a paste left out."""

import json
from collections.abc import Iterable

from flask_babel import gettext as _

from commworkflow.rules.message_pieces import Piece
from commworkflow.rules.text import html_from_markdown
from commworkflow.web.chips import TO_FILL


def pieces_written(pieces: Iterable[Piece]) -> str:
    """Return the prepared texts as the page carries them: title and HTML, for the editor to put in."""
    told = [{"title": piece.title, "html": html_from_markdown(piece.markdown).html} for piece in pieces]
    return json.dumps(told, ensure_ascii=False)


def editor_words(kept: str = "") -> str:
    """Return every sentence the script of a draft's page says, as the page carries them; the script fills each "…".

    ``kept``: what is said once the words are kept, where the page has no button to save them.
    """
    words = {
        "toolbar": _("Layout of “…”"),
        "bold": _("Bold"),
        "boldSign": _("B"),
        "italic": _("Italic"),
        "italicSign": _("I"),
        "heading": _("Heading"),
        "headingSign": _("Heading"),
        "subheading": _("Subheading"),
        "subheadingSign": _("Subheading"),
        "bullets": _("Bulleted list"),
        "numbers": _("Numbered list"),
        "link": _("Link"),
        "piece": _("Prepared text for “…”"),
        "pieceNone": _("Prepared texts…"),
        "pieceInsert": _("Insert"),
        "undo": _("Undo"),
        "redo": _("Do again"),
        "linkWhere": _("Where the link leads: a page (https), an e-mail address or a telephone number"),
        "linkPut": _("Put the link"),
        "linkTake": _("Take the link out"),
        "linkLeave": _("Leave it"),
        "linkWrong": _("A link leads to an address that begins with https://, to an e-mail address or to a telephone."),
        "toFill": str(TO_FILL),
        "nothing": _("(nothing)"),
        "dropped": _("Pasted as text. Left out: …."),
        "dropped_pictures": _("pictures"),
        "dropped_tables": _("tables (their words stayed, a line a row)"),
        "dropped_changes": _("tracked changes (what was struck out is gone)"),
        "dropped_notes": _("notes and comments"),
        "dropped_underlining": _("underlining"),
        "dropped_fields": _("form fields"),
        "dropped_colours": _("colours, typefaces and sizes"),
        "dropped_hidden": _("hidden text"),
        "state_typing": _("Not kept yet…"),
        "state_kept": kept or _("Kept at …. “Save” makes a version of it."),
        "state_back": _("The connection is back."),
        "state_offline": _("The connection is lost. What you type stays in this browser and is sent when it is back."),
        "state_onlyHere": _(
            "The connection is lost. What you type stands in this window only: do not close it. It is sent when the "
            "connection is back."
        ),
        "state_notSent": _(
            "The connection is lost: nothing was sent, and what you typed is still here. Press again when it is back."
        ),
        "state_noRoom": _(
            "The machine's disk is full or locked: nothing was written on it, and what you typed is still here. Do not "
            "close this window. It is sent once the disk takes writing."
        ),
        "state_unreadable": _(
            "This browser keeps words of this draft that cannot be opened: the key of this machine was changed since."
        ),
        "state_leftHere": _(
            "This browser keeps words of this draft that the machine does not take. They stay here: open the page "
            "again later."
        ),
        "state_signedOut": _("Your session has ended. Sign in over this page: nothing is lost."),
        "state_refused": _("Something typed cannot be kept as it is. Save, and the page says what."),
        "state_closed": _("This draft is no longer open to you. Copy from here what you typed: it is not kept."),
    }
    return json.dumps(words, ensure_ascii=False)
