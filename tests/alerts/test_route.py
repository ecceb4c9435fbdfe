from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.decide import decide
from alerts.route import Timing, group_of, inhibitor, send_at, subscribers
from alerts.rules import Condition, Verdict
from core.alerts import Alert, ChannelKind, Subscription
from tests.alerts.build import NOW, rule

SUBSCRIPTION = Subscription(1, "desk", ChannelKind.WEBHOOK, "https://desk.example/", "*", "*", ())


def firing(number: int = 1) -> Alert:
    alert = decide(rule(), None, Condition("NATO", Verdict.FIRING, 80.0, 1, "high"), NOW).alert
    assert alert is not None
    return replace(alert, id=number)


@pytest.mark.parametrize(
    ("index", "entity", "gets_it"),
    [
        ("*", "*", True),
        ("threat", "NATO", True),
        ("thr*", "NA*", True),
        ("threat", "ASEAN", False),
        ("cohesion", "*", False),
    ],
)
def test_a_subscription_gets_what_its_patterns_match(index: str, entity: str, gets_it: bool) -> None:
    assert bool(subscribers(firing(), [replace(SUBSCRIPTION, index=index, entity=entity)])) is gets_it


def test_a_disabled_subscription_gets_nothing_and_the_others_come_by_number() -> None:
    found = subscribers(
        firing(), [replace(SUBSCRIPTION, id=3), replace(SUBSCRIPTION, id=2, enabled=False), SUBSCRIPTION]
    )
    assert [subscription.id for subscription in found] == [1, 3]


def test_alerts_of_one_rule_wait_for_each_other_whatever_their_entity() -> None:
    assert group_of(firing(), SUBSCRIPTION) == group_of(replace(firing(), entity="ASEAN"), SUBSCRIPTION)
    assert group_of(firing(), SUBSCRIPTION) != group_of(firing(), replace(SUBSCRIPTION, id=2))


def test_a_first_message_waits_for_company_and_the_next_for_the_interval() -> None:
    timing = Timing()
    assert send_at(NOW, None, timing) == NOW + timedelta(seconds=30)
    assert send_at(NOW, NOW - timedelta(minutes=1), timing) == NOW + timedelta(minutes=4)
    assert send_at(NOW, NOW - timedelta(hours=1), timing) == NOW + timedelta(seconds=30)


def test_a_graver_alert_of_the_same_series_inhibits() -> None:
    alert, grave = firing(1), replace(firing(2), rule_id=2)
    critical = rule(severity="critical", number=2)
    assert inhibitor(alert, rule(), [(grave, critical)]) is grave
    assert inhibitor(alert, rule(), [(grave, rule(number=2))]) is None
    assert inhibitor(grave, critical, [(alert, rule())]) is None
    assert inhibitor(alert, rule(), [(replace(grave, entity="ASEAN"), critical)]) is None
