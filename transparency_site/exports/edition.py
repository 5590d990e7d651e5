"""What every descriptor, citation and bundle says of the data: whose, which version, of when, under which licence."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from transparency_site.queries import publications
from transparency_site.site import Site
from transparency_site.snapshot import Snapshot

KEYWORDS = ("预算 budget", "决算 final accounts", "专项资金 special funds", "三公经费 three-public expenses")


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a city's data. `published_at` is UTC; `base_url` has no slash at its end."""

    city: str
    city_en: str
    code: str
    bureau: str
    licence: str
    licence_url: str
    base_url: str
    version: int
    published_at: dt.datetime
    business_date: dt.date  # of the publication
    read_on: dt.date  # the date on which it is read
    sample: bool

    @property
    def title(self) -> str:
        return f"{'【示例数据】' if self.sample else ''}{self.city}财政资金公开数据"

    @property
    def title_en(self) -> str:
        return f"{'[Sample data] ' if self.sample else ''}Open fiscal data of {self.city_en}"

    @property
    def description(self) -> str:
        warning = "全部虚构，与任何真实地方无关。Everything in it is invented. " if self.sample else ""
        said = "部门预算与决算、预算执行、专项资金拨付、“三公”经费。"
        return f"{warning}{said} Department budgets and accounts, execution, special-fund disbursements, three-public."

    @property
    def licence_id(self) -> str:
        """The licence as catalogues name it: `CC-BY-4.0`."""
        return self.licence.replace(" ", "-")

    def address(self, path: str) -> str:
        """The absolute address of `path` (path-absolute)."""
        return self.base_url + path


def edition_of(site: Site, snapshot: Snapshot) -> Edition:
    """The edition that `snapshot` reads."""
    city, acts = site.city, publications.everything(snapshot)
    return Edition(
        city=city["name"], city_en=city.get("name_en", city["name"]), code=str(city["code"]),
        bureau=city.get("bureau", f"{city['name']}财政局"), licence=city.get("licence", "CC BY 4.0"),
        licence_url=city.get("licence_url", "https://creativecommons.org/licenses/by/4.0/"),
        base_url=site.settings.base_url.rstrip("/"), version=snapshot.version,
        published_at=acts[0].published_at if acts else site.now(),
        business_date=acts[0].business_date if acts else snapshot.on_date,
        read_on=snapshot.on_date, sample=site.is_sample,
    )
