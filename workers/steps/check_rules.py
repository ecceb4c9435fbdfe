"""Hold the alert rules against what moved: conditions -> decisions with reasons -> alerts, deliveries."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta

from alerts.decide import Decision, decide
from alerts.render import ArticleLink, Evidence, render
from alerts.route import Timing, inhibitor, repeated, send_at, subscribers
from alerts.rules import Condition, evaluate
from alerts.silences import find_silence
from core.alerts import Alert, AlertRule, AlertState, NotifyReason, RuleKind, Subscription
from core.indices import Contribution
from desk.acts import acts, told_under
from desk.facts import WATCHED, facts, is_watched, watched
from desk.places import place_of_alert
from desk.source import StoreSource
from scoring.indices import observations
from store import alerts, articles, deliveries, groupings, ledger, vintages
from store.engine import Connection
from workers.context import Context

BATCH = 100
# An index fires for weeks: to tell it again every four hours would be noise. Levels and all-clears are told.
_ONCE = Timing(repeat=None)
_AT_ONCE = Timing(wait=timedelta(0), interval=timedelta(0), repeat=None)
_log = logging.getLogger(__name__)

Watched = set[tuple[str, str]]


def check_rules(ctx: Context) -> int:
    """Evaluate every rule on what moved since it was last checked, and on all open alerts; returns how many told.

    Reads changed series, open alerts, new acts and groupings; writes alerts, their changes, deliveries,
    vintages; rings `deliver_alert`, and itself when there is more. Safe to run twice: the same state under the same
    condition makes the same decision, a change leads to one delivery per subscription, and a series or month counts as
    checked only in the transaction that looked at it.
    """
    now = ctx.now()
    with ctx.engine.begin() as tx:
        moved = ledger.unchecked(tx, WATCHED, limit=BATCH)
        rules = alerts.rules(tx, enabled_only=True)
        by_id = {rule.id: rule for rule in rules}
        still_open = [(a.rule_id, a.index, a.entity) for a in alerts.open_alerts(tx) if a.rule_id in by_id]
        acting = {index: told_under(tx, index, acts(tx, index, now)) for index in _kinds_of_acts(rules)}
        made = groupings.unchecked(tx)
        grouped = {(one.kind.value, one.name) for month, _ in made for one in groupings.of_month(tx, month)}
    pairs: Watched = {pair for name, _ in moved for pair in watched(name)}
    due = [(rule, index, entity) for rule in rules for index, entity in sorted(pairs) if _looks(rule, index, entity)]
    due += [(rule, rule.index, code) for rule in rules if rule.kind is RuleKind.EVENT
            for code in sorted(acting[rule.index]) if is_watched(rule, rule.index, code)]  # fmt: skip
    due += [(rule, i, e) for rule in rules if rule.kind is RuleKind.GROUPING for i, e in sorted(grouped)
            if is_watched(rule, i, e)]  # fmt: skip
    due += [(by_id[number], index, entity) for number, index, entity in still_open]
    rung: list[int] = []
    with ctx.engine.begin() as tx:
        source = StoreSource(tx, now.date())
        for rule, index, entity in dict.fromkeys(due):
            rung += _check(tx, ctx, rule, source, index, entity, now)
        _record(tx, source, pairs, now)
        ledger.mark_checked(tx, moved)
        groupings.mark_checked(tx, made)
    for delivery_id in rung:
        ctx.ring("deliver_alert", (delivery_id,))
    if len(moved) == BATCH:
        ctx.ring("check_rules", ())
    return len(rung)


def _looks(rule: AlertRule, index: str, entity: str) -> bool:
    return rule.kind not in (RuleKind.EVENT, RuleKind.GROUPING) and is_watched(rule, index, entity)


def _kinds_of_acts(rules: Iterable[AlertRule]) -> set[str]:
    return {rule.index for rule in rules if rule.kind is RuleKind.EVENT}


def _check(
    tx: Connection, ctx: Context, rule: AlertRule, source: StoreSource, index: str, entity: str, now: datetime
) -> list[int]:
    """One rule on one series; numbers of the deliveries that came of it."""
    alerts.lock_series(tx, rule.id, index, entity)
    condition = evaluate(rule, facts(tx, rule, source, index, entity, now), now)
    old = alerts.find_open(tx, rule.id, index, entity)
    silence = find_silence(index, entity, alerts.silences(tx, now=now), now)
    last = alerts.last_fired_at(tx, rule.id, index, entity) if old is None else None
    decision = repeated(decide(rule, old, condition, now, silence=silence, last_fired_at=last), now, _ONCE, silence)
    alert = _store(tx, old, decision, condition, index, entity)
    if alert is None or not decision.is_told:
        return []
    if rule.kind is RuleKind.EVENT and decision.notify is NotifyReason.RESOLVED:
        return []  # an act does not end: that two days have passed since is no news
    change = alerts.add_change(
        tx, alert.id, state=alert.state, reason=decision.text, notify_reason=decision.notify, value=alert.value, now=now
    )
    if decision.notify is not NotifyReason.RESOLVED and _is_inhibited(tx, alert, rule):
        return []
    return list(_plan(tx, ctx, rule, alert, decision, condition, change, now))


def _store(
    tx: Connection, old: Alert | None, decision: Decision, condition: Condition, index: str, entity: str
) -> Alert | None:
    new = decision.alert
    if new is None:
        if old is not None and old.state is AlertState.PENDING:
            alerts.remove_pending(tx, old.id)
        return None
    values = {
        name: getattr(new, name)
        for name in ("state", "value", "reason", "level", "started_at", "fired_at", "resolved_at", "clearing_since",
                     "last_notified_at")
    }  # fmt: skip
    if condition.evidence and new.state is not AlertState.RESOLVED:
        values["evidence"] = [_evidence(one) for one in condition.evidence]
    if old is not None:
        alerts.mark(tx, old.id, **values)
        return new
    number = alerts.add(tx, rule_id=new.rule_id, index=index, entity=entity, **values)
    found = alerts.find_open(tx, new.rule_id, index, entity)
    assert found is not None
    assert found.id == number
    return found


def _evidence(one: Contribution) -> dict[str, object]:
    return {**asdict(one), "articles": [f"/articles/{number}" for number in one.article_ids]}


def _is_inhibited(tx: Connection, alert: Alert, rule: AlertRule) -> bool:
    by_id = {one.id: one for one in alerts.rules(tx)}
    firing = [(other, by_id[other.rule_id]) for other in alerts.open_alerts(tx) if other.id != alert.id]
    return inhibitor(alert, rule, firing) is not None


def _plan(
    tx: Connection,
    ctx: Context,
    rule: AlertRule,
    alert: Alert,
    decision: Decision,
    condition: Condition,
    change: int,
    now: datetime,
) -> Iterable[int]:
    evidence = _linked(tx, ctx, condition, alert)
    message = render(rule, alert, decision.notify, decision.text, evidence, now)
    for subscription in subscribers(alert, alerts.subscriptions(tx, enabled_only=True)):
        number = deliveries.put(
            tx,
            change_id=change,
            alert_id=alert.id,
            subscription_id=subscription.id,
            reason=decision.notify,
            webhook_id=f"msg_{change}_{subscription.id}",
            message=message,
            next_attempt_at=_leaves_at(tx, ctx, subscription, alert),
        )
        if number is not None:
            yield number


def _leaves_at(tx: Connection, ctx: Context, subscription: Subscription, alert: Alert) -> datetime:
    """By the machine's clock. A demo that runs days per second does not wait half a minute for a group to fill."""
    timing = _ONCE if ctx.settings.simulated_clock is None else _AT_ONCE
    last = deliveries.last_planned_at(tx, subscription.id, alert.rule_id, alert.index)
    return send_at(ctx.wall(), last, timing)


def _linked(tx: Connection, ctx: Context, condition: Condition, alert: Alert) -> Evidence:
    shown = list(condition.evidence)
    base = ctx.settings.public_url or f"http://{ctx.settings.api_host}:{ctx.settings.api_port}"
    places = {name: f"{base}{path}" for name, path in place_of_alert(alert.index, alert.entity).items()}
    links: Mapping[int, tuple[str, str, str | None]] = articles.links_of(
        tx, sorted({number for one in shown for number in one.article_ids})
    )
    return Evidence(
        contributions=shown,
        articles={
            number: ArticleLink(title, publisher, url or f"{base}/articles/{number}")
            for number, (title, publisher, url) in links.items()
        },
        links={"alert": f"{base}/alerts/{alert.id}", **places},
        grouping=condition.grouping,
    )


def _record(tx: Connection, source: StoreSource, pairs: Watched, now: datetime) -> None:
    """Put on record what the headline indices say today."""
    day = now.date()
    headline = [(i, e) for i, e in sorted(pairs) if i == "cohesion" or (i.startswith("threat:") and e.startswith("a"))]
    for index, entity in headline:
        vintages.put(tx, observations(index, entity, source, day, day), now=now)
