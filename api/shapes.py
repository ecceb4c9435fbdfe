"""What the API answers, field by field."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """An answer. Unknown fields of a row are left out."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")


class Links(Shape):
    """Where to go on from here."""

    model_config = ConfigDict(extra="allow")
    self: str


class FeedOut(Shape):
    """A feed, how its last check went, and what it brought."""

    id: int
    name: str
    url: str
    publisher: str
    language: str
    enabled: bool
    state: Annotated[str, Field(description="new, ok, unreachable, broken, gone or disabled")]
    failures: int
    last_error: str | None
    last_checked_at: datetime | None
    last_success_at: datetime | None
    last_new_entry_at: datetime | None
    is_silent: Annotated[bool, Field(description="It answers, but brings nothing for far longer than its habit.")]
    next_check_at: datetime
    entries: int
    articles: int
    duplicates: int
    rejected: int
    links: Links


class FeedIn(BaseModel):
    """A feed to add."""

    url: Annotated[str, Field(max_length=2000, pattern=r"^https?://")]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    publisher: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", description="Slug of the publisher.")]
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] = "en"


class ArticleOut(Shape):
    """An article, without its text."""

    id: int
    publisher: str
    url: str | None
    title: str
    language: str
    published_at: datetime
    date_source: str
    first_seen_at: datetime
    revision: int
    story_id: int | None
    duplicate_of: int | None
    coder: str | None
    coded_at: datetime | None
    flags: list[str]
    attempts: int
    error: str | None
    dead_at: datetime | None
    links: Links


class ArticleWhole(ArticleOut):
    """An article with its text and its copies at other publishers."""

    body: str
    copies: list[int]


class SpanOut(Shape):
    """A stretch of the article's text, characters from its start, end exclusive."""

    start: int
    end: int
    text: str


class EvidenceOut(Shape):
    """Where an event was read."""

    sentence: SpanOut
    trigger: SpanOut
    actors: list[SpanOut]
    recipients: list[SpanOut]
    rule: str


class EventOut(Shape):
    """One coded event."""

    id: int
    revision: int
    article_id: int | None
    story_id: int | None
    publisher: str
    origin: str
    actors: list[str]
    recipients: list[str]
    type: str
    quad: str
    mode: str | None
    contexts: list[str]
    status: str
    speaker: str | None
    event_day: date | None
    confidence: float
    cameo: str | None
    dimension: str | None
    alliance_act: str | None
    threats: dict[str, float]
    region: str | None
    flags: list[str]
    is_rejected: bool
    known_at: datetime
    evidence: EvidenceOut | None
    links: Links


class EventWhole(EventOut):
    """An event with what it said before."""

    earlier: list[dict[str, Any]]


class ReviewIn(BaseModel):
    """An analyst's verdict on one revision of an event."""

    revision: Annotated[int, Field(ge=1, le=2**31 - 1)]
    verdict: Annotated[str, Field(pattern="^(confirm|correct|reject)$")]
    comment: Annotated[str, Field(max_length=2000)] = ""
    actors: list[str] | None = None
    recipients: list[str] | None = None
    type: str | None = None
    mode: str | None = None
    status: str | None = None
    event_day: date | None = None


class MembershipOut(Shape):
    """A spell of membership."""

    country: str
    name: str
    started_on: date
    ended_on: date | None


class AllianceOut(Shape):
    """An alliance."""

    code: str
    name: str
    type: str
    started_on: date
    ended_on: date | None
    note: str
    links: Links


class AllianceWhole(AllianceOut):
    """An alliance with its obligations and its members on a day."""

    on: date
    obligations: list[str]
    integration: float
    members: list[MembershipOut]


class ReadingOut(Shape):
    """An index now."""

    index: str
    value: float | None
    lo: float | None
    hi: float | None
    claims: int
    series: Annotated[str, Field(description="Where its days are.")]


class BreadthOut(Shape):
    """How broad cohesion is: one vote for each pair, and the pair that moved it most lately."""

    from_day: date
    dyad_equal_mean: Annotated[float | None, Field(description="Mean over pairs in the news within a year.")]
    pairs: Annotated[int, Field(description="Pairs in the news within a year.")]
    change: Annotated[float, Field(description="Points that news moved cohesion by since from_day.")]
    largest_dyad: Annotated[str | None, Field(description="Null when the change is below a point.")]
    share: Annotated[float | None, Field(description="Of the change, by the largest dyad; may exceed 1.")]
    label: Annotated[str, Field(description="Says so when a fall is one pair's dispute.")]


class PartOut(Shape):
    """A part of leverage."""

    name: str
    value: Annotated[float, Field(description="0..1")]
    weight: float


class BurdenOut(Shape):
    """Military expenditure of a member in the last year on file."""

    country: str
    year: int
    percent_gdp: float
    gap: Annotated[float, Field(description="Percentage points below 2 % of GDP; negative above it.")]
    source: str


class StandingOut(Shape):
    """Where an alliance stands: cohesion with its dimensions and breadth, what stands beside it, leverage, burdens."""

    alliance: str
    day: date
    cohesion: ReadingOut
    prior: Annotated[float | None, Field(description="Structural prior in points: the value without news.")]
    dimensions: list[ReadingOut]
    breadth: BreadthOut | None
    beside: Annotated[list[ReadingOut], Field(description="Hostility inside, pressure from outside: never part of it.")]
    leverage: ReadingOut | None
    leverage_parts: list[PartOut]
    burdens: list[BurdenOut]
    links: Links


class AlertOut(Shape):
    """An alert."""

    id: int
    rule: str
    severity: str
    index: str
    entity: str
    state: str
    value: float | None
    level: int
    reason: str
    started_at: datetime
    fired_at: datetime | None
    resolved_at: datetime | None
    evidence: list[dict[str, Any]]
    links: Links


class AlertWhole(AlertOut):
    """An alert with its changes and the deliveries it led to."""

    changes: list[dict[str, Any]]
    deliveries: list[dict[str, Any]]


class SubscriptionIn(BaseModel):
    """Who wants which alerts, where."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    channel: Annotated[str, Field(pattern="^(webhook|apprise)$")] = "webhook"
    target: Annotated[str, Field(min_length=3, max_length=2000)]
    index: Annotated[str, Field(max_length=80)] = "*"
    entity: Annotated[str, Field(max_length=80)] = "*"


class SubscriptionOut(Shape):
    """A subscription; its secret is shown once, when it is made."""

    id: int
    name: str
    channel: str
    target: str
    index: str
    entity: str
    enabled: bool


class SubscriptionMade(SubscriptionOut):
    """A new subscription with the secret its webhooks are signed with."""

    secret: str | None


class SilenceIn(BaseModel):
    """No deliveries for matching alerts for a while."""

    index: Annotated[str, Field(max_length=80)] = "*"
    entity: Annotated[str, Field(max_length=80)] = "*"
    ends_at: datetime
    comment: Annotated[str, Field(min_length=1, max_length=500)]


class SilenceOut(Shape):
    """A silence."""

    id: int
    index: str
    entity: str
    starts_at: datetime
    ends_at: datetime
    comment: str
    created_by: str


class RuleOut(Shape):
    """An alert rule; durations in seconds."""

    id: int
    name: str
    kind: str
    index: str
    entity: str
    above: bool
    fire_at: float
    clear_at: float
    hold_for: float
    keep_firing_for: float
    severity: str
    enabled: bool


class RuleIn(BaseModel):
    """What of an alert rule can be set; durations in seconds."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    kind: Annotated[str, Field(pattern="^(threshold|surge|cohesion_drop|alignment|grouping|event)$")]
    index: Annotated[str, Field(min_length=1, max_length=80)]
    entity: Annotated[str, Field(min_length=1, max_length=80)] = "*"
    above: bool
    fire_at: Annotated[float, Field(allow_inf_nan=False)]
    clear_at: Annotated[float, Field(allow_inf_nan=False)]
    hold_for: Annotated[float, Field(ge=0, le=31_536_000)] = 0
    keep_firing_for: Annotated[float, Field(ge=0, le=31_536_000)] = 0
    severity: Annotated[str, Field(pattern="^(notice|warning|critical)$")] = "warning"
    enabled: bool = True


class OverlapOut(Shape):
    """An alliance in force on the day, and how far its members are the grouping's."""

    alliance: str
    jaccard: Annotated[float, Field(description="Shared members over all members, 0..1.")]


class GroupingOut(Shape):
    """States that act together beside their alliances."""

    id: int
    kind: Annotated[str, Field(description="community, emerging_bloc or coalition")]
    day: Annotated[date, Field(description="Last day of the month; of a coalition the day of its acts.")]
    name: Annotated[str, Field(description="`A|B|C`; an emerging bloc keeps the name it was first seen under.")]
    members: list[str]
    overlaps: list[OverlapOut]
    months: Annotated[int, Field(description="How many months in a row it has stood; 0 for a coalition.")]
    publishers: list[str]
    doubt: Annotated[str, Field(description="Why it raises no alert; empty when it does.")]
    modularity: Annotated[float | None, Field(description="Of the month's communities; null while the month lasts.")]
    formula: str
    made_at: datetime
    links: Links


class GroupingClaimOut(Shape):
    """A claim behind a grouping, with where it was told."""

    claim: str
    dyad: str
    type: str
    day: date
    cooperation: Annotated[float, Field(description="What it added to the pair's cooperation.")]
    publishers: list[str]
    event_ids: list[int]
    article_ids: list[int]


class GroupingWhole(GroupingOut):
    """A grouping with its evidence, weightiest first."""

    evidence: list[GroupingClaimOut]


class KeyIn(BaseModel):
    """A key to make."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    scopes: Annotated[list[Annotated[str, Field(pattern="^(read|review|write|admin)$")]], Field(min_length=1)]
    per_minute: Annotated[
        int | None, Field(ge=1, le=1_000_000, description="How often it may ask; null for as often as it likes.")
    ] = None


class KeyOut(Shape):
    """An API key without its secret part."""

    id: int
    prefix: str
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None
    per_minute: int | None


class KeyMade(Shape):
    """A new API key, shown once."""

    key: str


class ObservationOut(Shape):
    """One value of an index on one day; value null when nothing is known."""

    day: date
    value: float | None
    min: Annotated[float | None, Field(description="Lowest value of the joined days.")]
    max: Annotated[float | None, Field(description="Highest value of the joined days.")]
    lo: Annotated[float | None, Field(description="Lower end of the 80 % interval.")]
    hi: Annotated[float | None, Field(description="Upper end of the 80 % interval.")]
    claims: Annotated[int, Field(description="Claims of the last 90 days.")]
    coverage: Annotated[float, Field(description="Share of the usual reporting seen that week, 0..1.")]


class VintageOut(Shape):
    """What an index said of a day at one time."""

    day: date
    said_at: datetime
    value: float | None
    lo: float | None
    hi: float | None
    claims: int
    coverage: float
    formula: str


class ContributionOut(Shape):
    """Points that one claim, or a named remainder, added to a change."""

    label: str
    points: float
    claim: str | None
    dyad: str | None
    dimension: str | None
    type: str | None
    publishers: list[str]
    article_ids: list[int]


class ExplanationOut(Shape):
    """Why a series moved: contributions that sum to the change."""

    index: str
    entity: str
    from_day: date
    to_day: date
    from_value: Annotated[float | None, Field(description="By the formula; its prior where the series is null.")]
    to_value: float | None
    change: float | None
    formula: str
    contributions: list[ContributionOut]
    links: Links
