"""One file per step. A step reads, calls pure functions, writes; it can be killed at any line and run again."""
