"""Reads the words and phrases that the wire grammar is made of (wire_words.txt, wire_rules.txt)."""

import re
from pathlib import Path

HERE = Path(__file__).parent


def sections(path: Path) -> dict[str, list[str]]:
    """The lines under each `[name]`, without comments and blank lines."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in path.read_text(encoding="utf8").splitlines():
        if match := re.fullmatch(r"\[(\w+)\]", line):
            lines = found.setdefault(match[1], [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return found


WORDS = {name: " ".join(lines).split() for name, lines in sections(HERE / "wire_words.txt").items()}


def _templates(lines: list[str]) -> list[str]:
    """The templates with the word lists filled in, each as often as its weight says."""
    templates: list[str] = []
    for line in lines:
        weight, star, template = line.partition(" * ")
        filled = re.sub(r"\$([A-Z_]+)", lambda match: "|".join(WORDS[match[1]]), template if star else line)
        templates += [filled] * (int(weight) if star else 1)
    return templates


RULES = {name: _templates(lines) for name, lines in sections(HERE / "wire_rules.txt").items()}
VERB_PHRASES, PASSIVES, SUBJECT_AND_VERB = (RULES[name] for name in ("verb_phrases", "passives", "subject_and_verb"))
GAP_VERBS, REDUCED_ACTIVES, REDUCED_PASSIVES = (
    RULES[name] for name in ("gap_verbs", "reduced_actives", "reduced_passives")
)
H_VERBS, H_PASSIVES, H_HAPPENINGS = (RULES[name] for name in ("h_verbs", "h_passives", "h_happening"))
AGENCIES = WORDS["AGENCIES"]
