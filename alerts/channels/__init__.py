"""Channels: how messages leave. The only I/O of this room."""
