"""The back-test: acceptance figures of the indices on coded events from elsewhere, expected against got."""
