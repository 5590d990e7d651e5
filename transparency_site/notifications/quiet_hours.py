"""When nobody is written to: quiet hours of the city (Asia/Shanghai), and how many messages a day before a digest."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from transparency_site.site import SHANGHAI, Site

CHANNELS = ("email", "sms")
"""Channels that a person hears; programs have no night."""


@dataclass(frozen=True, slots=True)
class Manners:
    """`begin` to `end` is quiet (over midnight where `begin` is later); equal ones: never. More than `most` messages a
    day to one recipient become digests.
    """

    begin: dt.time
    end: dt.time
    most: int


def manners(site: Site) -> Manners:
    """What city.toml says under [notifications]; 21:00 to 08:00 and five a day where it says nothing."""
    given = site.city.get("notifications", {})
    begin, end = (dt.time.fromisoformat(str(given.get(name, usual)))
                  for name, usual in (("quiet_from", "21:00"), ("quiet_to", "08:00")))
    return Manners(begin, end, int(given.get("digest_after", 5)))


def opens_at(site: Site, moment: dt.datetime) -> dt.datetime:
    """`moment` (UTC without a zone), or the end of the quiet hours that it falls into."""
    rules, local = manners(site), _local(moment)
    if not _is_quiet(rules, local.time()):
        return moment
    day = local.date() + dt.timedelta(days=local.time() >= rules.end)
    return _utc(dt.datetime.combine(day, rules.end, SHANGHAI))


def next_morning(site: Site, moment: dt.datetime) -> dt.datetime:
    """When the next day's messages begin: the end of its quiet hours."""
    tomorrow = _local(moment).date() + dt.timedelta(days=1)
    return _utc(dt.datetime.combine(tomorrow, manners(site).end, SHANGHAI))


def midnight(moment: dt.datetime) -> dt.datetime:
    """The beginning of the local day of `moment`, in UTC."""
    return _utc(dt.datetime.combine(_local(moment).date(), dt.time(), SHANGHAI))


def _is_quiet(rules: Manners, now: dt.time) -> bool:
    if rules.begin <= rules.end:
        return rules.begin <= now < rules.end
    return now >= rules.begin or now < rules.end


def _local(moment: dt.datetime) -> dt.datetime:
    return moment.replace(tzinfo=dt.UTC).astimezone(SHANGHAI)


def _utc(local: dt.datetime) -> dt.datetime:
    return local.astimezone(dt.UTC).replace(tzinfo=None)
