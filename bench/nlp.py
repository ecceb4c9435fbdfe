"""`python -m bench.nlp [--articles N] [--model PATH]`: articles a second, bare pipeline and text to events, 1 and 2
processes.

Articles of about 350 words are drawn from our own evaluation sentences, in the mix of a news feed: acts between
states stand beside sentences without any. Nothing is measured inside a test.
"""

import argparse
import json
import random
import resource
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import perf_counter, process_time

import spacy

from nlp.code import Coder, Text

WORDS = 350
SET = Path("tests/gold/wire.jsonl")


def articles(count: int, seed: int = 7) -> list[Text]:
    """`count` articles of about 350 words, the same for the same seed."""
    sentences = [json.loads(line)["text"] for line in SET.read_text(encoding="utf-8").splitlines()]
    sentences = [sentence for sentence in sentences if sentence.endswith(".")]
    draw = random.Random(seed)
    made = []
    for number in range(count):
        body: list[str] = []
        while sum(len(sentence.split()) for sentence in body) < WORDS:
            body.append(draw.choice(sentences))
        paragraphs = [" ".join(body[i : i + 3]) for i in range(1, len(body), 3)]
        made.append(Text(f"bench-{number}", body[0].rstrip("."), "\n\n".join(paragraphs), date(2024, 6, 5)))
    return made


def timed(label: str, count: int, work: Callable[[], int]) -> float:
    """Run `work` once and print articles a second."""
    started, used = perf_counter(), process_time()
    done = work()
    rate, cpu = count / (perf_counter() - started), process_time() - used
    print(f"  {label:58s} {rate:7.1f} articles/s   {1000 * cpu / count:6.1f} ms CPU each   {done}")
    return rate


def main() -> None:
    """Measure and print, with what each lever gave."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--model", type=Path)
    arguments = parser.parse_args()
    started = perf_counter()
    coder = Coder(spacy.load(arguments.model) if arguments.model else None)
    print(f"loaded in {perf_counter() - started:.1f} s: {', '.join(coder.nlp.pipe_names)}")
    texts = articles(arguments.articles)
    list(coder.code(texts[:20]))
    count = len(texts)
    whole = Coder(coder.nlp, parse_everything=True)

    def bare(disable: list[str]) -> int:
        bodies = (text.title + "\n\n" + text.body for text in texts)
        return sum(len(doc) for doc in coder.nlp.pipe(bodies, batch_size=64, disable=disable))

    def events(with_coder: Coder, processes: int) -> int:
        return sum(len(coded.events) for coded in with_coder.code(texts, processes=processes))

    print(f"{count} articles of about {WORDS} words; the last column counts words or events")
    full = timed("bare pipeline, all components, 1 process", count, lambda: bare([]))
    needed = timed("bare pipeline, without what events do not need", count, lambda: bare(coder.own))
    timed("text to events, every sentence parsed, 1 process", count, lambda: events(whole, 1))
    one = timed("text to events, sentences that can carry an act, 1 process", count, lambda: events(coder, 1))
    two = timed("text to events, 2 processes", count, lambda: events(coder, 2))
    kept = [coder.prepare(text) for text in texts]
    share = sum(len(prepared.joined) for prepared in kept) / sum(len(text.title) + len(text.body) for text in texts)
    print(f"  share of the text that is parsed: {share:.2f}")
    print(f"  text to events is {one / full:.2f} of the bare pipeline's speed ({one / needed:.2f} of the leaner one)")
    print(f"  two processes: {two / one:.2f} times one")
    long = Text("long", "Russia attacks Ukraine", "Russia attacked Ukraine on Monday. " * 6000, date(2024, 6, 5))
    odd = Text("odd", "", "x(" * 50_000 + "Russia " * 10_000, date(2024, 6, 5))
    for text in (long, odd):
        started = perf_counter()
        coded = next(iter(coder.code([text])))
        seconds = perf_counter() - started
        said = f"{len(text.body):,} characters in {seconds:.2f} s"
        print(f"  {text.id}: {said}, flags {coded.flags}, {len(coded.events)} events")
    print(f"  memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
