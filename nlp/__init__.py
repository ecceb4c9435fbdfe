"""Text to events: the spaCy pipeline, actors, the event coder and what it feeds on."""
