"""Recipients that cannot be mistaken for anyone: invented villages, schools, enterprises and people."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from data_loaders.city import City, Place
from sample_city.chance import chance

_VILLAGE_FIRST = "示样虚拟例仿设"  # no village is called so
_VILLAGE_LAST = "塘坪岭溪湾桥冲坡洲坑源店"
_SURNAMES = (*"赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜", "欧阳", "上官", "司徒", "诸葛")
_GIVEN = (
    "示例",
    "样本",
    "虚构",
    "假设",
    "范例",
    "举例",
    "拟名",
    "例一",
    "例二",
    "例三",
    "样甲",
    "样乙",
    "样丙",
    "虚名",
    "例",
)
_ADJECTIVES = (
    "晨光", "云启", "星拓", "禾丰", "松源", "竹海", "兰溪", "麦盛", "稻丰", "鹿鸣",
    "鸥翔", "萤石", "霞飞", "岚山", "雨润", "风华", "雪原", "石坚", "月明", "虹彩",
)  # fmt: skip
_TRADES = (
    "农业发展", "食品加工", "机械制造", "生态农业", "茶业", "林产品", "商贸", "物流",
    "建材", "纺织", "电子科技", "水产养殖", "果蔬", "种业", "包装", "环保设备",
)  # fmt: skip
_FORMS = ("有限公司", "有限责任公司", "专业合作社")


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who gets money, before the amount is known."""

    recipient: str
    recipient_type: str
    township: Place
    village: str | None = None
    credit_code: str | None = None
    purpose: str = ""
    standard: str | None = None


class Receivers:
    """Draws receivers in the townships of the city, the larger ones more often."""

    def __init__(self, city: City) -> None:
        self._places = city.places
        self._weights = [place.population or 1 for place in city.places]
        self._governments: Mapping[str, str] = {
            unit.township_code: unit.name for unit in city.units if unit.township_code
        }

    @cached_property
    def _villages(self) -> dict[str, list[str]]:
        """From 8 to 30 villages per township, by population; streets have communities."""
        villages: dict[str, list[str]] = {}
        for place in self._places:
            names = [first + last for first in _VILLAGE_FIRST for last in _VILLAGE_LAST]
            count = min(30, max(8, (place.population or 0) // 2500))
            ending = "社区" if place.name.endswith("街道") else "村"
            villages[place.key] = [name + ending for name in chance("villages", place.key).sample(names, count)]
        return villages

    def draw(self, layout: str, count: int, purposes: tuple[str, ...], source: random.Random) -> list[Receiver]:
        """`count` receivers of one layout (villages, townships, enterprises, schools, kindergartens, clinics)."""
        draws: dict[str, Callable[[Place, str, random.Random], Receiver]] = {
            "villages": self._village, "townships": self._township, "enterprises": self._enterprise,
            "schools": self._school, "kindergartens": self._kindergarten, "clinics": self._clinic,
        }  # fmt: skip
        once = layout in ("townships", "clinics") and count <= len(self._places)
        places = self._each_once(count, source) if once else source.choices(self._places, self._weights, k=count)
        return [draws[layout](place, source.choice(purposes), source) for place in places]

    def people(self, recipient_type: str, count: int, purpose: str, source: random.Random) -> list[Receiver]:
        """Persons or households of a few townships, village by village, under obviously made-up names."""
        towns = source.choices(self._places, self._weights, k=max(1, count // 40))
        receivers = []
        for _ in range(count):
            place = source.choice(towns)
            name = source.choice(_SURNAMES) + source.choice(_GIVEN)
            village = source.choice(self._villages[place.key])
            receivers.append(Receiver(name, recipient_type, place, village, None, purpose))
        return sorted(receivers, key=lambda receiver: (receiver.township.key, receiver.village or ""))

    def _each_once(self, count: int, source: random.Random) -> list[Place]:
        kept = set(source.sample(range(len(self._places)), count))
        return [place for position, place in enumerate(self._places) if position in kept]

    def _village(self, place: Place, purpose: str, source: random.Random) -> Receiver:
        village = source.choice(self._villages[place.key])
        if source.random() < 0.25:
            committee = "村民委员会" if village.endswith("村") else "居民委员会"
            return Receiver(f"{place.name}{village}{committee}", "village", place, village, None, purpose)
        return Receiver(f"{place.name}{village}{purpose}", "project", place, village, None, purpose)

    def _township(self, place: Place, purpose: str, _source: random.Random) -> Receiver:
        return Receiver(self._governments.get(place.key, place.name), "township", place, None, None, purpose)

    def _enterprise(self, place: Place, purpose: str, source: random.Random) -> Receiver:
        number = source.randrange(10**6)
        name = f"示例{_ADJECTIVES[number % 20]}{_TRADES[number // 20 % 16]}{_FORMS[number // 320 % 3]}"
        return Receiver(name, "enterprise", place, None, impossible_credit_code(number % 960), purpose)

    def _school(self, place: Place, purpose: str, source: random.Random) -> Receiver:
        kind = source.choice(("中心小学", "初级中学", "第一小学", "第二小学", "九年制学校"))
        return Receiver(f"示例市{place.name}{kind}", "unit", place, None, None, purpose)

    def _kindergarten(self, place: Place, purpose: str, source: random.Random) -> Receiver:
        return Receiver(
            f"示例市{place.name}{source.choice(('中心', '第一', '第二', '第三'))}幼儿园",
            "unit",
            place,
            None,
            None,
            purpose,
        )

    def _clinic(self, place: Place, purpose: str, _source: random.Random) -> Receiver:
        ending = "社区卫生服务中心" if place.name.endswith("街道") else "中心卫生院"
        return Receiver(f"示例市{place.name}{ending}", "unit", place, None, None, purpose)


_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: no I, O, S, V, Z


def impossible_credit_code(number: int) -> str:
    """A well-formed credit code (check digit included) that no body can have: there is no division 999981."""
    body = f"99999981YANG{number:05d}"
    checked = sum(_CREDIT_ALPHABET.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return body + _CREDIT_ALPHABET[-checked % 31]
