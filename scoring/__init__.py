"""Events to numbers: weights, claims, indices, change detection, alignments and their explanation."""
