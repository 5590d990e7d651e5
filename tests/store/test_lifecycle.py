"""The lifecycle table: what is allowed, for whom, and that nobody approves his own upload."""

from __future__ import annotations

import itertools

import pytest

from transparency_site.lifecycle import TABLE, Action, NotAllowed, Role, State, actions_from, require_four_eyes, step

WAY = [
    (State.RECEIVED, Action.PASS, Role.UPLOADER),
    (State.CHECKED, Action.SUBMIT, Role.UPLOADER),
    (State.SUBMITTED, Action.APPROVE, Role.REVIEWER),
    (State.APPROVED, Action.PUBLISH, Role.REVIEWER),
]


def test_the_straight_way_leads_to_published() -> None:
    state = State.RECEIVED
    for expected, action, role in WAY:
        assert state is expected
        state = step(state, action, role)
    assert state is State.PUBLISHED


def test_nothing_leads_out_of_published() -> None:
    assert actions_from(State.PUBLISHED) == ()


def test_every_state_is_reached_from_received() -> None:
    reached, before = {State.RECEIVED}, set()
    while reached != before:
        before = set(reached)
        reached |= {found.state for (state, _action), found in TABLE.items() if state in reached}
    assert reached == set(State)


@pytest.mark.parametrize(("state", "action"), [pair for pair in itertools.product(State, Action) if pair not in TABLE])
def test_what_the_table_does_not_name_is_refused(state: State, action: Action) -> None:
    for role in Role:
        with pytest.raises(NotAllowed) as refused:
            step(state, action, role)
        assert refused.value.code == "wrong-state"


@pytest.mark.parametrize(("pair", "role"), list(itertools.product(TABLE, Role)))
def test_only_the_named_role_may(pair: tuple[State, Action], role: Role) -> None:
    found = TABLE[pair]
    if role is found.role:
        assert step(*pair, role) is found.state
    else:
        with pytest.raises(NotAllowed) as refused:
            step(*pair, role)
        assert refused.value.code == "wrong-role"


def test_no_role_both_uploads_and_approves() -> None:
    roles = {action: found.role for (_state, action), found in TABLE.items()}
    assert roles[Action.PASS] != roles[Action.APPROVE]
    assert roles[Action.SUBMIT] != roles[Action.PUBLISH]


def test_four_eyes() -> None:
    require_four_eyes("2", "1", "3")
    with pytest.raises(NotAllowed) as refused:
        require_four_eyes("2", "1", "2")
    assert refused.value.code == "four-eyes"
