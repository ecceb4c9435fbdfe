"""Starts, watches and stops everything Entente runs as, and leaves nothing behind."""
