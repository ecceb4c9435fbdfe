"""Examples for those who receive our messages."""
