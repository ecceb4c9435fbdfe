"""The demonstration: a bundled archive, served as feeds over real HTTP while a simulated clock runs through it."""
