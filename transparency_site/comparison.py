"""A submission against what is public now, cell by cell: old -> new, the biggest change first, slips of units marked.

What has never been public is compared with the same figure of the year before, where that is public.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from transparency_site.models import Disclosure, Submission
from transparency_site.queries.redlines import Value, values_at
from transparency_site.snapshot import Snapshot

JUMPS = (10, 1_000, 10_000)  # a digit too many; 元 for 千元; 元 for 万元
_TOLERANCE = 50  # per mille: a true figure differs a little from last year's beside the slip
YEARLY = ("budget", "accounts", "three-public")


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that differs: fen where `is_money`, else a count. `jump`: "×10" … "÷10000" where it looks like a slip.

    `change`: changed, added, removed, text.
    """

    figure: str
    table: str
    name: str
    measure: str
    change: str
    old: int | None
    new: int | None
    is_money: bool
    old_text: str
    new_text: str
    jump: str | None

    @property
    def difference(self) -> int | None:
        """New less old, where both sides have a figure that differs; in fen or counts."""
        return None if self.old is None or self.new is None or self.change != "changed" else self.new - self.old

    @property
    def size(self) -> int:
        """How large the change is, in fen or counts."""
        return abs((self.new or 0) - (self.old or 0))


@dataclass(frozen=True, slots=True)
class Compared:
    """One disclosure of a submission beside what it is compared with: `against` published, last-year, or nothing."""

    key: str
    kind: str
    title: str
    unit_name: str | None
    year: int | None
    total_fen: int | None
    against: str
    before_fen: int | None
    figures: int
    changes: tuple[Change, ...]

    @property
    def jumps(self) -> tuple[Change, ...]:
        """Changes that look like a slip of the unit."""
        return tuple(change for change in self.changes if change.jump)


def total_of(disclosure: Disclosure) -> int | None:
    """The figure by which people know a disclosure, in fen: expenditure, executed, amount, three-public total."""
    name = {"batch": "amount_fen", "execution": "executed_fen", "three-public": "total_fen"}
    fen = disclosure.totals.get(name.get(disclosure.kind, "expenditure_fen"))
    return fen if isinstance(fen, int) else None


def control_total(disclosures: Iterable[Disclosure]) -> int:
    """The sum of those figures: what a reviewer reads and types."""
    return sum(total_of(disclosure) or 0 for disclosure in disclosures)


def disclosures_of(session: Session, submissions: Iterable[int]) -> list[Disclosure]:
    """The unpublished disclosures of submissions, in the order of their keys."""
    statement = select(Disclosure).where(
        Disclosure.submission_id.in_(list(submissions)), Disclosure.published_in.is_(None)
    )
    return list(session.scalars(statement.order_by(Disclosure.key)))


def compare(snapshot: Snapshot, submission: Submission) -> list[Compared]:
    """Every disclosure of the submission, the one with the biggest change first."""
    candidate = replace(snapshot, candidate=submission.id)
    public = replace(snapshot, candidate=None)
    found = [_compared(public, candidate, one) for one in disclosures_of(snapshot.session, [submission.id])]
    return sorted(found, key=lambda one: -max((change.size for change in one.changes), default=0))


def _compared(public: Snapshot, candidate: Snapshot, disclosure: Disclosure) -> Compared:
    after = values_at(candidate, disclosure.kind, disclosure.key)
    known, against = _known(public, disclosure)
    before = values_at(public, disclosure.kind, known.key) if known else {}
    if known and known.key != disclosure.key:
        before = {figure.replace(known.key, disclosure.key, 1): value for figure, value in before.items()}
    changes = _changes(disclosure.key, before, after) if known else ()
    if against == "last-year":  # every figure differs from last year's; only what is on both sides tells anything
        changes = tuple(change for change in changes if change.change == "changed")
    return Compared(
        disclosure.key,
        disclosure.kind,
        disclosure.title,
        disclosure.unit_name,
        disclosure.year,
        total_of(disclosure),
        against,
        total_of(known) if known else None,
        len(after),
        changes,
    )


def _known(public: Snapshot, disclosure: Disclosure) -> tuple[Disclosure | None, str]:
    same = public.session.scalar(public.rows(Disclosure).where(Disclosure.key == disclosure.key))
    if same is not None:
        return same, "published"
    if disclosure.kind not in YEARLY or disclosure.year is None:
        return None, "nothing"
    key = disclosure.key.replace(f".{disclosure.year}", f".{disclosure.year - 1}", 1)
    before = public.session.scalar(public.rows(Disclosure).where(Disclosure.key == key))
    return before, "last-year" if before else "nothing"


def _changes(key: str, before: Mapping[str, Value], after: Mapping[str, Value]) -> tuple[Change, ...]:
    both = (_change(key, figure, before.get(figure), after.get(figure)) for figure in {*before, *after})
    found = [change for change in both if change is not None]
    return tuple(sorted(found, key=lambda change: (-change.size, change.figure)))


def _change(key: str, figure: str, old: Value | None, new: Value | None) -> Change | None:
    if old is not None and new is not None and (old.value, old.text) == (new.value, new.text):
        return None
    shown = new or old
    assert shown is not None  # the figure stands on one side at least
    kind = "added" if old is None else "removed" if new is None else "changed" if old.value != new.value else "text"
    return Change(
        figure,
        figure.removeprefix(f"{key}.").partition(".")[0],
        shown.name,
        shown.measure,
        kind,
        old.value if old else None,
        new.value if new else None,
        shown.is_money,
        old.text if old else "",
        new.text if new else "",
        jump(old.value if old else None, new.value if new else None) if shown.is_money else None,
    )


def jump(old: int | None, new: int | None) -> str | None:
    """ "×10", "×1000", "×10000" (or "÷…") where one figure is about that many times the other; both in fen."""
    if not old or not new or (old < 0) != (new < 0):
        return None
    small, large = sorted((abs(old), abs(new)))
    for factor in JUMPS:
        if abs(large - small * factor) * 1000 <= small * factor * _TOLERANCE:
            return f"{'×' if abs(new) > abs(old) else '÷'}{factor}"
    return None
