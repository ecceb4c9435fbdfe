"""Packaged data files of the scoring room; see README.md."""
