"""The door: FastAPI routes, keys and schemas."""
