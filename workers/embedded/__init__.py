"""A real Postgres and a real Redis-protocol server out of wheels, run as children of the supervisor."""
