"""The desk: what both edges ask of the rooms together. Indices read from the memory, with their reasons."""
