"""What is said of a Word file: why it was not read, and what of it was left out."""

from collections.abc import Mapping

from flask_babel.speaklater import LazyString

from commworkflow.rules.word_import import Lost, Unreadable
from commworkflow.web.spoken import lazy_gettext as _

LOST: Mapping[Lost, LazyString] = {
    Lost.PICTURES: _("pictures and drawings"),
    Lost.TABLES: _("the lines of tables: their words stayed, a line a row"),
    Lost.TRACKED_CHANGES: _("tracked changes: what was struck out is gone, what was put in stays"),
    Lost.COMMENTS: _("comments in the margin"),
    Lost.NOTES: _("footnotes and endnotes"),
    Lost.HIDDEN_TEXT: _("hidden text: white, tiny or marked as hidden. Look for it in the file, somebody put it there"),
    Lost.BOXES: _("text boxes"),
    Lost.FIELDS: _("fields that Word fills by itself"),
    Lost.INCLUDED_FILES: _("other files included in this one"),
    Lost.LINKS: _("links that lead elsewhere than to a page (https), an e-mail address or a telephone"),
    Lost.HEADERS: _("headers and footers"),
    Lost.LAYOUT: _("typefaces, colours, underlining and other layout"),
    Lost.REORDERING_CHARACTERS: _("characters that show a text in another order than it is written"),
}

UNREADABLE: Mapping[Unreadable, LazyString] = {
    Unreadable.NOT_WORD: _(
        "This is not a Word file (.docx). In Word, save the text as a document, then choose it again."
    ),
    Unreadable.OLD_WORD: _("This is a Word file of the old kind (.doc). Open it in Word and save it as .docx."),
    Unreadable.ENCRYPTED: _("This Word file is protected by a password. Save it without one, then choose it again."),
    Unreadable.MACROS: _("This Word file holds a program (macros). It is not read: copy its text by hand."),
    Unreadable.DAMAGED: _("This Word file is damaged. Open it in Word, save it again, then choose it again."),
    Unreadable.SUSPECT: _(
        "This Word file is built as an ordinary one never is. It is not read: show it to the RSSI before you open it."
    ),
    Unreadable.TOO_LARGE: _("This Word file is too large for a message. Copy from it the text you need."),
}
