"""Why an event was coded: in words for a terminal, and as displaCy pages for a browser."""

from collections.abc import Iterable

from spacy import displacy
from spacy.tokens import Span

from core.events import CodedEvent
from nlp.code import CodedText, Coder, Text
from nlp.coder.lexicon import Lexicon


def explain_event(event: CodedEvent, lexicon: Lexicon) -> str:
    """What matched and why, in a few lines: the act, who and whom by which words, the entry and what changed it."""
    lines = [f"{event.status} {event.type}{'/' + event.mode if event.mode else ''}  confidence {event.confidence:.2f}"]
    lines.append(f"  actors      {', '.join(event.actors) or '(nobody named)'}")
    lines.append(f"  recipients  {', '.join(event.recipients) or '(none: ' + _why_none(event) + ')'}")
    if event.event_day:
        lines.append(f"  day         {event.event_day}")
    if event.speaker:
        lines.append(f"  said by     {event.speaker}")
    evidence = event.evidence
    if evidence is not None:
        lines.append(f"  sentence    {evidence.sentence.text!r} [{evidence.sentence.start}:{evidence.sentence.end}]")
        lines.append(f"  trigger     {evidence.trigger.text!r} [{evidence.trigger.start}:{evidence.trigger.end}]")
        for name, spans in (("actor", evidence.actors), ("recipient", evidence.recipients)):
            lines += [f"  {name:10s}  {span.text!r} [{span.start}:{span.end}]" for span in spans]
        lines += _rule_lines(evidence.rule, lexicon)
    if event.contexts:
        lines.append(f"  contexts    {', '.join(event.contexts)}")
    if event.dimension:
        lines.append(f"  dimension   {event.dimension}")
    if event.alliance_act:
        lines.append(f"  alliance    {event.alliance_act}")
    if event.threats:
        lines.append("  threats     " + ", ".join(f"{category} {share:.2f}" for category, share in event.threats))
    return "\n".join(lines)


def _why_none(event: CodedEvent) -> str:
    return "done together" if len(event.actors) > 1 else "towards nobody in particular"


def _rule_lines(rule: str, lexicon: Lexicon) -> list[str]:
    pattern, _, changes = rule.partition(": ")[2].partition(" > ")
    entry = next((entry for entry in lexicon.entries if entry.pattern == pattern), None)
    found = [f"  pattern     {pattern}" + (f"  ({entry.source}, {entry.type}, CAMEO {entry.cameo})" if entry else "")]
    found += [f"  changed by  {change}" for change in changes.split("; ") if change]
    return found


def explain(coded: CodedText, lexicon: Lexicon) -> str:
    """Every event of an article, and its flags."""
    head = f"{coded.id}: {len(coded.events)} events" + (f", flags: {', '.join(coded.flags)}" if coded.flags else "")
    return "\n".join([head, *(explain_event(event, lexicon) for event in coded.events)])


def to_html(texts: Iterable[Text], coder: Coder) -> str:
    """A page with the dependency tree of each sentence that carries an act; the caption names trigger and type."""
    parts = []
    for text in texts:
        prepared = coder.prepare(text)
        if not prepared.kept:
            continue
        doc = next(iter(coder.nlp.pipe([coder.make_doc(prepared)], disable=coder.own)))
        acts = coder.acts_of(doc)
        for sentence in doc.sents:
            inside = [act for act in acts if sentence.start <= act.trigger.i < sentence.end]
            if inside:
                parts.append(_sentence_html(sentence, [f"{act.trigger.text}: {act.type}" for act in inside]))
    body = "\n".join(parts) or "<p>No sentence carries an act.</p>"
    head = '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Entente</title></head>'
    return f"{head}<body>\n{body}\n</body></html>\n"


def _sentence_html(sentence: Span, captions: list[str]) -> str:
    options = {"compact": True, "distance": 90}
    tree = displacy.render(sentence.as_doc(), style="dep", page=False, jupyter=False, options=options)
    return f"<figure><figcaption>{', '.join(captions)}</figcaption>{tree}</figure>"
