"""The life of a submission as a table: (state, action) -> (next state, role that may do it); and the four-eyes rule.

Imports nothing of ours: what is allowed can be read, tested and shown without a database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    RECEIVED = "received"  # the bytes are kept
    CHECKED = "checked"  # read, no finding blocks it; its disclosures wait unpublished
    REFUSED = "refused"  # a finding blocks it, or the file is unusable
    SUBMITTED = "submitted"  # waits for a second person
    RETURNED = "returned"  # the second person sent it back, with a reason
    APPROVED = "approved"
    PUBLISHED = "published"  # the end: a correction is another submission


class Action(StrEnum):
    PASS = "pass"  # noqa: S105 - no password; the check found nothing that blocks
    REFUSE = "refuse"  # the check found something that blocks
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    PUBLISH = "publish"


class Role(StrEnum):
    UPLOADER = "uploader"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Step:
    """Where an action leads, and who may do it."""

    state: State
    role: Role


TABLE: Mapping[tuple[State, Action], Step] = {
    **{
        (state, Action.PASS): Step(State.CHECKED, Role.UPLOADER)
        for state in (State.RECEIVED, State.CHECKED, State.REFUSED, State.RETURNED)
    },
    **{
        (state, Action.REFUSE): Step(State.REFUSED, Role.UPLOADER)
        for state in (State.RECEIVED, State.CHECKED, State.REFUSED, State.RETURNED)
    },
    (State.CHECKED, Action.SUBMIT): Step(State.SUBMITTED, Role.UPLOADER),
    (State.SUBMITTED, Action.APPROVE): Step(State.APPROVED, Role.REVIEWER),
    (State.SUBMITTED, Action.RETURN): Step(State.RETURNED, Role.REVIEWER),
    (State.APPROVED, Action.RETURN): Step(State.RETURNED, Role.REVIEWER),
    (State.APPROVED, Action.PUBLISH): Step(State.PUBLISHED, Role.REVIEWER),
}


class NotAllowed(Exception):
    """An action that the table, the role or the four-eyes rule forbids; `code` names which for the faces' own words."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code, details)
        self.code = code  # wrong-state | wrong-role | four-eyes | unexplained | personal-words
        self.details = details


def step(state: str, action: Action, role: str) -> State:
    """The state that `action` leads to. Raises NotAllowed (wrong-state, wrong-role)."""
    found = TABLE.get((State(state), action))
    if found is None:
        raise NotAllowed("wrong-state", state=state, action=str(action))
    require_role(role, found.role)
    return found.state


def require_role(role: str, needed: Role) -> None:
    """Raises NotAllowed (wrong-role) unless `role` is the needed one: an administrator keeps accounts, he publishes
    nothing.
    """
    if role != needed:
        raise NotAllowed("wrong-role", role=role, needed=str(needed))


def require_four_eyes(approver: str, *hands: str) -> None:
    """Raises NotAllowed (four-eyes) where the approver is one of those who uploaded or edited."""
    if approver in hands:
        raise NotAllowed("four-eyes", approver=approver)


def actions_from(state: str) -> Iterable[Action]:
    """The actions that the table knows from `state`."""
    return tuple(action for (start, action) in TABLE if start == state)
