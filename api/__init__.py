"""The door: FastAPI routes, keys and schemas, and the console's pages."""
