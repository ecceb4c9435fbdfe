"""`python -m nlp.evaluate [--gold DIR] [--model PATH]`: every figure on how well events are read.

Our own sets are read from `tests/gold`; `--gold` names the folder of the given sets and is skipped, loudly, when
absent.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import spacy

from core.events import CodedEvent
from nlp.actors.tables import state_codes
from nlp.code import Coder, Text
from nlp.evaluate.fictional import fictional_actors, measure_fictional, suite_lexicon
from nlp.evaluate.given import measure_records, records_without_event
from nlp.evaluate.measures import DyadReport, Score
from nlp.evaluate.ours import Coding, OwnReport, measure, read_items

OWN = Path("tests/gold")
UNREAD = ("wire_3", "status_2", "articles_3")
"""Sets whose errors nobody has read: their figures are printed and nothing else."""


def say(line: str = "") -> None:
    """Print a line."""
    sys.stdout.write(line + "\n")


def _coding(coder: Coder) -> Coding:
    def code(texts: Sequence[Text]) -> Iterable[tuple[CodedEvent, ...]]:
        return [coded.events for coded in coder.code(texts)]

    return code


def _print_types(by_type: dict[str, Score]) -> None:
    for name, score in sorted(by_type.items()):
        say(f"    {name:10s} {score}")


def _print_dyads(title: str, report: DyadReport, worst: int) -> None:
    say(f"\n== {title}: {report.records} records")
    say(f"  dyad + root   {report.dyad_root}")
    say(f"  dyad          {report.dyad}")
    if report.quad.wanted:
        say(f"  dyad + quad   {report.quad}")
    _print_types(report.by_type)
    if report.confusions:
        say(
            "  confusions (true, said): " + ", ".join(f"{a}>{b} {n}" for (a, b), n in report.confusions.most_common(10))
        )
    for name, text, false, missed in sorted(report.errors, key=lambda error: -len(error[2]) - len(error[3]))[:worst]:
        say(f"  - {name}: {text[:200]}\n      false {false}\n      missed {missed}")


def _print_reliability(events: list[tuple[float, bool]]) -> None:
    """How often events of about one confidence are right, and how far the two lie apart on average."""
    say("  reliability (confidence: said on average, share right, events):")
    apart = 0.0
    for low in range(10):
        cell = [pair for pair in events if min(int(10 * pair[0]), 9) == low]
        if cell:
            said, right = (sum(pair[i] for pair in cell) / len(cell) for i in (0, 1))
            apart += abs(said - right) * len(cell)
            say(f"    {low / 10:.1f}-{(low + 1) / 10:.1f}: {said:.2f} {right:.2f}  ({len(cell)})")
    if events:
        say(f"    apart on average {apart / len(events):.3f}")


def _print_own(title: str, report: OwnReport, worst: int) -> None:
    say(f"\n== {title}")
    say(f"  events (type, parties)  {report.events}")
    say(f"  parties                 {report.parties}")
    if report.modes.predicted:
        say(f"  mode, given a hit       {report.modes.precision:.3f}")
    if report.days[1]:
        say(f"  day, given a hit        {report.days[0]}/{report.days[1]}")
    if report.silent:
        share = report.alarmed / report.silent
        say(f"  false events on items without one  {report.alarmed}/{report.silent} = {share:.3f}")
    for name, table in (("status, of all", report.status), ("status, of found parties", report.status_found)):
        say(f"  {name}: " + ", ".join(f"{kind} {right}/{total}" for kind, (right, total) in sorted(table.items())))
    _print_types(report.by_type)
    say("  confusions (true, said): " + ", ".join(f"{a}>{b} {n}" for (a, b), n in report.confusions.most_common(10)))
    _print_reliability(report.reliability)
    for name, text, false, missed in report.errors[:worst]:
        say(f"  - {name}: {text[:220]}")
        for line in false:
            say(f"      false  {line}")
        for line in missed:
            say(f"      missed {line}")


def main() -> int:
    """Measure and print; 0 unless a folder that must be there is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, help="folder of the given gold sets")
    parser.add_argument("--model", type=Path, help="pipeline to use instead of the shipped one")
    parser.add_argument("--worst", type=int, default=20)
    arguments = parser.parse_args()
    nlp = spacy.load(arguments.model) if arguments.model else None
    coder = Coder(nlp)
    code = _coding(coder)
    started = perf_counter()
    for name in ("wire", "wire_2", "status", "articles", "articles_2", "syntax", *UNREAD):
        path = OWN / f"{name}.jsonl"
        if path.exists():
            worst = 0 if name in UNREAD else arguments.worst
            _print_own(f"our set: {name}", measure(read_items(path), code), worst)
    if arguments.gold is None or not arguments.gold.is_dir():
        say(f"\n!! SKIPPED the given gold sets: {arguments.gold or 'no --gold folder named'} is not there")
        return 0
    states = state_codes()
    for path in sorted(arguments.gold.glob("plover_gsr_*.jsonl")):
        _print_dyads(f"{path.stem}, interstate", measure_records(path, code, states), arguments.worst)
        records, wrong = records_without_event(path, code, states)
        say(f"  records that are not interstate with an interstate dyad that is not theirs: {wrong}/{records}")
    for path in sorted(arguments.gold.glob("petr_syntax_fictional.jsonl")):
        actors = fictional_actors().gazetteer()
        fictional = Coder(coder.nlp, actors, parse_everything=True)
        _print_dyads(
            "fictional actors, our lexicon", measure_fictional(path, _coding(fictional), coder.lexicon), arguments.worst
        )
        report = measure_fictional(path, _coding(fictional), coder.lexicon, only_cameo=True)
        _print_dyads("fictional actors, our lexicon, records whose codes are CAMEO acts", report, 0)
        verbs = suite_lexicon(coder.lexicon)
        suite = Coder(coder.nlp, actors, lexicon=verbs, parse_everything=True)
        _print_dyads(
            "fictional actors, the set's own verbs", measure_fictional(path, _coding(suite), verbs), arguments.worst
        )
    say(f"\nmeasured in {timedelta(seconds=round(perf_counter() - started))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
