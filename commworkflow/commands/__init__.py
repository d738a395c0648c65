"""The command line of the product: one file a word, ``python -m commworkflow.commands serve --world exercise``."""
