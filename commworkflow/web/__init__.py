"""Edge: the pages, one file a noun. No select, no commit."""
