"""What the journeys share: the bundled archive as the real coder reads it, once per run."""

import pytest

from nlp.code import CodedText, Coder, Text
from workers.demo.reading import ERAS, retellings


@pytest.fixture(scope="session")
def coded_archive() -> dict[str, CodedText]:
    """Every article of both eras, by its key."""
    texts = [Text(one.key, one.title, one.body, one.published_at.date()) for era in ERAS for one in retellings(era)]
    return {one.id: one for one in Coder().code(texts)}
