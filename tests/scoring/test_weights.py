import pytest

from core.claims import ClaimType
from core.plover import MODES, QUAD_OF, Dimension, EventType, Quad
from scoring.weights import ALIGNMENT, CAMEO, ECHO, coding_of_cameo, to_coding

COOPERATION = {Quad.VERBAL_COOPERATION, Quad.MATERIAL_COOPERATION}


@pytest.mark.parametrize("type_", [type_ for type_ in EventType if type_ not in (EventType.REQUEST, EventType.STATE)])
def test_every_mode_of_a_type_has_the_sign_of_its_quad(type_: EventType) -> None:
    for mode in (None, *MODES[type_]):
        for contexts in ((), ("military",), ("economic",), ("intelligence",), ("disasters",)):
            x = to_coding(type_, mode, contexts, None).x
            assert (x > 0) == (QUAD_OF[type_] in COOPERATION), (type_, mode, contexts)
            assert 0 < abs(x) <= 1


@pytest.mark.parametrize("code", sorted(CAMEO))
def test_every_cameo_root_has_the_right_sign(code: str) -> None:
    root = int(code[:2])
    if root == 1 or code[:3] in ("010",):
        return
    assert (CAMEO[code].x > 0) == (root <= 8), code


def test_the_longest_cameo_prefix_wins() -> None:
    assert coding_of_cameo("0312").x == 0.50  # type: ignore[union-attr]
    assert coding_of_cameo("0313").x == 0.30  # type: ignore[union-attr]
    assert coding_of_cameo("1384").x == -0.70  # type: ignore[union-attr]
    assert coding_of_cameo("99") is None


def test_cameo_beats_type_and_an_unknown_code_falls_back_to_the_type() -> None:
    assert to_coding(EventType.COERCE, "restrict", ("diplomatic",), "163").type is ClaimType.SANCTION
    assert to_coding(EventType.COERCE, "arrest", (), "9x").type is ClaimType.COERCE


@pytest.mark.parametrize(
    ("type_", "mode", "contexts", "cameo"),
    [
        (EventType.ACCUSE, "investigate", (), "090"),
        (EventType.COERCE, "arrest", ("legal",), "173"),
        (EventType.COERCE, "restrict", ("military",), "191"),
        (EventType.COERCE, "restrict", ("diplomatic",), "163"),
        (EventType.THREATEN, "violence", ("military",), "138"),
        (EventType.RETREAT, "ceasefire", ("military",), "0871"),
        (EventType.AGREE, None, ("economic",), "0311"),
        (EventType.COOPERATE, None, ("military",), "062"),
        (EventType.AID, None, ("military",), "072"),
        (EventType.SANCTION, "withdraw", ("diplomatic",), "161"),
        (EventType.CONSULT, "phone", (), "041"),
        (EventType.PROTEST, "riot", (), "145"),
        (EventType.ASSAULT, "heavy-weapons", ("military",), "194"),
        (EventType.REQUEST, "change", (), "1042"),
    ],
)
def test_type_and_mode_agree_with_the_cameo_code_of_the_same_act(
    type_: EventType, mode: str | None, contexts: tuple[str, ...], cameo: str
) -> None:
    from_plover, from_cameo = to_coding(type_, mode, contexts, None), to_coding(type_, None, (), cameo)
    assert (from_plover.type, from_plover.x) == (from_cameo.type, from_cameo.x)


def test_cooperation_against_new_dangers_is_adaptability() -> None:
    assert to_coding(EventType.AGREE, None, ("cyber",), None).dimension is Dimension.ADAPTABILITY


def test_every_claim_type_has_an_echo_and_only_cooperation_aligns() -> None:
    assert set(ECHO) == set(ClaimType)
    assert set(ALIGNMENT) <= {"CONSULT", "AGREE", "SUPPORT", "CONCEDE", "COOPERATE", "AID"}
