"""The event coder `ud.v1`: dependency patterns over the lexicon, read from a parse that names its actors."""
