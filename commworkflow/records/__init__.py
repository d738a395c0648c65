"""First floor: what is remembered. One file a noun; `journal.py` is the only maker of journal entries."""
