"""commworkflow: what a hospital says during a cyberattack, and the gate through which it says it.

The map of the house, ground floor first. A floor imports only what is below it.

    rules/         pure answers: the table of a message's life, roles, text, seal, templates. "now" is an argument
    records/       what is remembered: tables, journal, migrations
    actions/       what people do: one transaction and one journal entry an act
    readings/      what a page needs to know: frozen, written by nobody
    channels/      how a released text leaves the hospital
    documents/     what a text looks like: screen, docx, pdf, plain
    web/           the pages
    sharing/       the door for the local network
    doctor/        what works on this machine and what does not
    application.py the wiring, the only file that knows every room
    commands/      the command line, which stands before the house

Start with ``rules/lifecycle.py``: one table, and nothing leaves the hospital but through it.
"""
