"""One coder per run: with the shipped pipeline, or the one that ENTENTE_TEST_MODEL names."""

import os
from importlib.util import find_spec

import pytest
import spacy

from nlp.code import Coder


@pytest.fixture(scope="session")
def coder() -> Coder:
    path = os.environ.get("ENTENTE_TEST_MODEL")
    if path is None and find_spec("nlp.pipeline") is None:
        pytest.skip("the pipeline is not shipped: name one with ENTENTE_TEST_MODEL")
    return Coder(spacy.load(path) if path else None, parse_everything=True)
