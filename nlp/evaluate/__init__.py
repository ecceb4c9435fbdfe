"""How well events are read: gold sets, measures, the `make gold` report."""
