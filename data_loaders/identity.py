"""What a workbook says it is: unit, year, scope, kind, stage; from the option, then its cells, then its file name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from data_loaders.city import City, Unit
from data_loaders.findings import Finding
from data_loaders.grid import Sheet
from data_loaders.money import declared_units
from data_loaders.records import Identity, Kind, Scope, Stage
from data_loaders.rules import finding
from data_loaders.text import clean, match_key

_OWNER = re.compile(
    r"(?P<label>(?:编制|填报|公开|预算|主管)*(?:部门|单位)(?:名称)?)[:：][ ]*"
    r"(?P<name>[^:：]*?)(?=\s*(?:(?:金额)?单位|年度)[:：]|$)"
)
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})[ ]?年")
_FILE_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_FILE_KINDS = {
    "budget": (Kind.BUDGET, None),
    "accounts": (Kind.ACCOUNTS, None),
    "部门预算": (Kind.BUDGET, Scope.DEPARTMENT),
    "单位预算": (Kind.BUDGET, Scope.UNIT),
    "预算": (Kind.BUDGET, None),
    "部门决算": (Kind.ACCOUNTS, Scope.DEPARTMENT),
    "单位决算": (Kind.ACCOUNTS, Scope.UNIT),
    "决算": (Kind.ACCOUNTS, None),
}
_PLACEHOLDER = re.compile(r"[XxＸｘ×＊*]{2,}|^[_＿ ]+$")  # the XX局 of a blank form
_PARTY = ("中国共产党", "中共")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a document says of itself, with the cell where it says so (none for a file name)."""

    value: str
    sheet: str | None = None
    cell: str | None = None


@dataclass(slots=True)
class Claims:
    """All that the cells say.

    `owners` come from 编制部门/编制单位 lines, `other_owners` from bare 部门：, which are often shortened.
    """

    owners: list[Said] = field(default_factory=list)
    other_owners: list[Said] = field(default_factory=list)
    years: list[Said] = field(default_factory=list)
    scopes: list[Said] = field(default_factory=list)
    label_scopes: list[Said] = field(default_factory=list)
    adjusted: bool = False


def claims_of_row(claims: Claims, sheet: Sheet, row: int) -> None:
    """Gather what a title, owner or cover line says."""
    for column, text in enumerate(sheet.row_texts(row), 1):
        if not text or len(text) > 200:
            continue
        place = (sheet.name, sheet.address(row, column))
        claims.years.extend(Said(year, *place) for year in dict.fromkeys(_YEAR.findall(text)))
        _scope_words(claims, text, place)
        owner = _OWNER.search(text)
        if owner and owner["name"].strip():
            _owner(claims, owner, place)


def _scope_words(claims: Claims, text: str, place: tuple[str, str]) -> None:
    key = re.sub(r"^.*?(?:19|20)[0-9]{2}年度?", "", match_key(text))
    if key.startswith(("部门", "区级部门", "市级部门", "县级部门", "省级部门")) and ":" not in key[:8]:
        claims.scopes.append(Said(Scope.DEPARTMENT, *place))
    elif key.startswith(("预算单位", "单位", "区级单位", "市级单位", "县级单位")) and ":" not in key[:8]:
        claims.scopes.append(Said(Scope.UNIT, *place))
    claims.adjusted = claims.adjusted or "调整预算" in key


def _owner(claims: Claims, owner: re.Match[str], place: tuple[str, str]) -> None:
    name = clean(owner["name"]).strip(" 　")
    if not name or _PLACEHOLDER.search(name) or declared_units(f"单位:{name}"):
        return
    label = match_key(owner["label"])
    bare = label in ("部门", "单位")
    (claims.other_owners if bare else claims.owners).append(Said(name, *place))
    if label.startswith("编制"):
        claims.label_scopes.append(Said(Scope.DEPARTMENT if "部门" in label else Scope.UNIT, *place))


@dataclass(frozen=True, slots=True)
class FileName:
    """What `<unit>_<year>_<kind>` says; every part None where the name is of another form."""

    unit: str | None = None
    year: int | None = None
    kind: Kind | None = None
    scope: Scope | None = None


def from_file_name(name: str) -> FileName:
    """Read a file name of the form `<unit>_<year>_<kind>`; other names say nothing about the unit."""
    parts = [part.strip() for part in re.split(r"[_＿]", PurePath(name).stem)]
    if len(parts) < 3 or not _FILE_YEAR.fullmatch(parts[1]):
        return FileName()
    if parts[2].casefold() not in _FILE_KINDS:
        return FileName()
    kind, scope = _FILE_KINDS[parts[2].casefold()]
    if len(parts) > 3 and parts[3] in ("department", "unit"):
        scope = Scope(parts[3])
    return FileName(parts[0], int(parts[1]), kind, scope)


@dataclass(frozen=True, slots=True)
class Identified:
    """The identity of a document and what is wrong with it; `not_checked` are rules that a missing city leaves open."""

    identity: Identity
    findings: tuple[Finding, ...]
    not_checked: tuple[str, ...] = ()


def identify(claims: Claims, kind: Kind, declared: Identity, file_name: str, city: City | None) -> Identified:
    """Unit, year, scope, kind and stage of a document; what disagrees is an error (contract, Commands)."""
    named = from_file_name(file_name)
    problems: list[Finding] = []
    year = _year(claims, declared, named, problems)
    kind = _kind(kind, declared, named, problems)
    scope = _scope(claims, declared, named, problems)
    unit, name = _unit(claims, declared, named, (city, year), problems)
    stage = Stage.FINAL if kind is Kind.ACCOUNTS else Stage.ADJUSTED if claims.adjusted else Stage.APPROVED
    identity = Identity(kind, unit.code if unit else declared.unit_code, name, year, scope, declared.stage or stage)
    return Identified(identity, tuple(problems), () if city else ("unit-not-in-city",))


def _year(claims: Claims, declared: Identity, named: FileName, problems: list[Finding]) -> int | None:
    said = [Said(str(declared.year))] if declared.year else []
    said += claims.years + ([Said(str(named.year))] if named.year else [])
    if not said:
        problems.append(finding("identity-missing", part_zh="年度", part_en="year", option="--year"))
        return None
    _agree(said, "年度", "year", problems)
    return int(said[0].value)


def _kind(found: Kind, declared: Identity, named: FileName, problems: list[Finding]) -> Kind:
    said = [Said(str(kind)) for kind in (declared.kind, found, named.kind) if kind]
    _agree(said, "类别", "kind", problems)
    return declared.kind or found


def _scope(claims: Claims, declared: Identity, named: FileName, problems: list[Finding]) -> Scope:
    said = [Said(str(declared.scope))] if declared.scope else []
    said += claims.scopes + ([Said(str(named.scope))] if named.scope else [])
    if said:
        _agree(said, "口径（部门或单位）", "scope", problems)
        return Scope(said[0].value)
    if claims.label_scopes:
        return Scope(claims.label_scopes[0].value)
    problems.append(finding("scope-assumed"))
    return Scope.DEPARTMENT


def _agree(said: Sequence[Said], part_zh: str, part_en: str, problems: list[Finding]) -> None:
    first = said[0]
    other = next((one for one in said if one.value != first.value), None)
    if other:
        problems.append(
            finding(
                "identity-conflict",
                sheet=other.sheet or first.sheet,
                cell=other.cell or first.cell,
                value=other.value,
                part_zh=part_zh,
                part_en=part_en,
                first=first.value,
                second=other.value,
            )
        )


def _unit(
    claims: Claims, declared: Identity, named: FileName, where: tuple[City | None, int | None], problems: list[Finding]
) -> tuple[Unit | None, str | None]:
    city, year = where
    said = claims.owners or claims.other_owners
    option = declared.unit_name or declared.unit_code
    names = ([Said(option)] if option else []) + said + ([Said(named.unit)] if named.unit else [])
    if not names:
        problems.append(finding("identity-missing", part_zh="单位", part_en="unit", option="--unit"))
        return None, None
    name = said[0].value if said else declared.unit_name or names[0].value
    if city is None:
        _names_agree(said + ([Said(named.unit)] if named.unit else []), problems)
        return None, name
    return _resolve_all(names, name, (city, year), problems)


def _names_agree(said: Sequence[Said], problems: list[Finding]) -> None:
    first = said[0] if said else None
    for one in said[1:]:
        if first and not _alike(first.value, one.value):
            problems.append(
                finding(
                    "identity-conflict",
                    sheet=one.sheet,
                    cell=one.cell,
                    value=one.value,
                    part_zh="单位",
                    part_en="unit",
                    first=first.value,
                    second=one.value,
                )
            )
            return


def _alike(one: str, other: str) -> bool:
    first, second = _bare(one), _bare(other)
    return first in second or second in first or one.isdigit() or other.isdigit()


def _bare(name: str, prefixes: Iterable[str] = ()) -> str:
    key = match_key(name)
    for prefix in (*_PARTY, *prefixes):
        key = key.removeprefix(match_key(prefix))
    return key


def _resolve_all(
    names: Sequence[Said], name: str, where: tuple[City, int | None], problems: list[Finding]
) -> tuple[Unit | None, str | None]:
    city, year = where
    found = [(one, unit) for one in names if (unit := find_unit(one.value, city, year)) is not None]
    if not found:
        one = names[0]
        problems.append(
            finding(
                "unit-not-in-city", sheet=one.sheet, cell=one.cell, value=one.value, city=city.name, year=year or ""
            )
        )
        return None, name
    first, unit = found[0]
    for one, other in found[1:]:
        if other.code != unit.code:
            problems.append(
                finding(
                    "identity-conflict",
                    sheet=one.sheet,
                    cell=one.cell,
                    value=one.value,
                    part_zh="单位",
                    part_en="unit",
                    first=f"{first.value}（{unit.code}）",
                    second=f"{one.value}（{other.code}）",
                )
            )
            break
    return unit, name if name != unit.code else unit.name


def find_unit(name: str, city: City, year: int | None) -> Unit | None:
    """The unit of `city` that `name` (or code) means in `year`: full, short or former name or alias, with or without
    the city's name before it. A unit valid in that year is preferred; None where none or several match."""
    prefixes = (city.name, city.name.removesuffix("市"))
    wanted = {match_key(name), _bare(name), _bare(name, prefixes)}
    matching = [unit for unit in city.units if unit.code == name or wanted & _unit_keys(unit, prefixes)]
    valid = [unit for unit in matching if year is None or unit.valid_in(year)]
    chosen = valid or matching
    return chosen[0] if len({unit.code for unit in chosen}) == 1 else None


def _unit_keys(unit: Unit, prefixes: Sequence[str]) -> set[str]:
    names = (unit.name, unit.short_name, *unit.former_names, *unit.aliases)
    return {key for name in names if name for key in (match_key(name), _bare(name), _bare(name, prefixes)) if key}
