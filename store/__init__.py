"""The memory: all SQL lives here."""
