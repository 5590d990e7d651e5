"""Units over time: renamed, merged, split; which of today's units took over from one, and whether figures compare."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transparency_site.queries import units
from transparency_site.queries.memo import remembered
from transparency_site.queries.units import Unit
from transparency_site.snapshot import Snapshot

Codes = frozenset[str]


@dataclass(frozen=True, slots=True)
class Step:
    """One change on `day`: bodies `before` became bodies `after`. `kind`: renamed, merged, split, reorganised.

    A body that goes on stands on both sides: a unit that takes another one in, or gives a part away.
    """

    day: dt.date
    kind: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lineage:
    """A unit's whole family: its own entries, every step that leads to or from it, and today's units after it."""

    code: str
    entries: tuple[Unit, ...]
    steps: tuple[Step, ...]
    ancestors: tuple[str, ...]
    today: tuple[str, ...]  # none: ended without a successor; several: split, its figures cannot be divided


@remembered
def steps(snapshot: Snapshot) -> tuple[Step, ...]:
    """Every change up to the business date that this version's list of units knows, oldest first."""
    return steps_of(units.everything(snapshot), snapshot.on_date)


def steps_of(entries: Sequence[Unit], until: dt.date) -> tuple[Step, ...]:
    """The changes that these entries tell of; what both sides tell is one change."""
    told: list[tuple[dt.date, set[str], set[str]]] = []
    for entry in entries:
        if entry.predecessors:
            _tell(told, entry.valid_from, set(entry.predecessors), {entry.code})
        if entry.successors and entry.valid_to is not None:
            _tell(told, entry.valid_to, {entry.code}, set(entry.successors))
    _tell_renamed(told, entries)
    found = [_step(day, before, after, entries) for day, before, after in told if day <= until]
    return tuple(sorted(found, key=lambda step: (step.day, step.before, step.after)))


def _tell(told: list[tuple[dt.date, set[str], set[str]]], day: dt.date, before: set[str], after: set[str]) -> None:
    """Join what is told of one day and shares a body on the same side."""
    same = [one for one in told if one[0] == day and (one[1] & before or one[2] & after)]
    for one in same:
        told.remove(one)
        before, after = before | one[1], after | one[2]
    told.append((day, before, after))


def _tell_renamed(told: list[tuple[dt.date, set[str], set[str]]], entries: Sequence[Unit]) -> None:
    for entry in entries:
        earlier = [one for one in entries if one.code == entry.code and one.valid_to == entry.valid_from]
        if any(one.name != entry.name for one in earlier):
            _tell(told, entry.valid_from, {entry.code}, {entry.code})


def _step(day: dt.date, before: set[str], after: set[str], entries: Sequence[Unit]) -> Step:
    eve = day - dt.timedelta(days=1)
    went_on = {one.code for one in entries if one.valid_on(day)} & before
    was_there = {one.code for one in entries if one.valid_on(eve)} & after
    before, after = before | was_there, after | went_on
    kind = {(False, False): "renamed", (True, False): "merged", (False, True): "split"}.get(
        (len(before) > 1, len(after) > 1), "reorganised")
    return Step(day, kind, tuple(sorted(before)), tuple(sorted(after)))


def successors(code: str, since: dt.date, known: Iterable[Step]) -> Codes:
    """Into whom the body that bore `code` on `since` has passed by the last of `known` steps (oldest first)."""
    bodies = {code}
    for step in known:
        if step.day > since and bodies & set(step.before):
            bodies = (bodies - set(step.before)) | set(step.after)
    return frozenset(bodies)


def today_of(snapshot: Snapshot, code: str, year: int) -> Codes:
    """Today's units of the body that bore `code` at the beginning of `year`, only those that are valid today."""
    valid = {unit.code for unit in units.in_year(snapshot)}
    return successors(code, dt.date(min(max(year, 1), 9999), 1, 1), steps(snapshot)) & valid


def changed(snapshot: Snapshot) -> Codes:
    """Codes of all bodies that were merged, split or renumbered: their figures do not stand for one body throughout."""
    return frozenset(
        code for step in steps(snapshot) if (step.kind, step.before) != ("renamed", step.after)
        for code in (*step.before, *step.after)
    )


def lineage(snapshot: Snapshot, code: str) -> Lineage | None:
    """The family of `code`, or None where no such unit ever was."""
    entries = tuple(unit for unit in units.everything(snapshot) if unit.code == code)
    if not entries:
        return None
    known = steps(snapshot)
    back = _reached(code, [(step.after, step.before) for step in reversed(known)])
    ahead = _reached(code, [(step.before, step.after) for step in known])
    own = tuple(step for step in known if set(step.after) & back or set(step.before) & ahead)
    valid = {unit.code for unit in units.in_year(snapshot)}
    return Lineage(code, entries, own, tuple(sorted(back - {code})),
                   tuple(sorted(successors(code, dt.date.min, known) & valid)))


def _reached(code: str, edges: Iterable[tuple[tuple[str, ...], tuple[str, ...]]]) -> set[str]:
    found = {code}
    for start, end in edges:
        if found & set(start):
            found |= set(end)
    return found
