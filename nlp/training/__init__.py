"""Trains the pipeline en_entente from treebanks, entity data and sentences that we generate."""
