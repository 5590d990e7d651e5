"""What messages say, in the recipient's language: what was published, corrected or withdrawn, and where to read it.

Only what is public stands in a message, as titles and addresses; the amounts are on the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from transparency_site.models import Disclosure, Message, Publication
from transparency_site.site import Site

MOST_LINES = 20
WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "sample": "【示例】", "subject": "{city}财政公开：第{version}版，{count}项",
        "digest": "{city}财政公开：{count}次更新",
        "greeting": "与您有关的财政信息有更新。", "publication": "第{version}版（{date}）：{reason}",
        "brought": "公开", "corrected": "更正", "withdrawn": "撤回", "redacted": "依法删除", "more": "……共 {count} 项",
        "unsubscribe": "不想再收到：{address}", "registered": "您是单位登记的经办人或负责人，因此收到本消息。",
        "confirm-subject": "{city}财政公开：请确认订阅",
        "confirm": "有人（可能是您）用这个邮箱订阅了{city}财政公开。确认请打开（72 小时内有效）：\n{address}\n\n"
                   "不是您，请不要理会：不确认就不会再收到邮件。",
        "short": "{city}财政公开第{version}版：{title}等{count}项。{address}",
        "short-digest": "{city}财政公开有{count}次更新。{address}",
        "illustrative": "示例数据，与任何真实地方、单位和个人无关。",
    },
    "en": {
        "sample": "[Sample] ", "subject": "{city} public finance: version {version}, {count} items",
        "digest": "{city} public finance: {count} updates",
        "greeting": "Public finance information that concerns you has changed.",
        "publication": "Version {version} ({date}): {reason}",
        "brought": "Published", "corrected": "Corrected", "withdrawn": "Withdrawn", "redacted": "Erased by law",
        "more": "… {count} items in all",
        "unsubscribe": "To receive no more: {address}",
        "registered": "You receive this as a unit's registered handler or leader.",
        "confirm-subject": "{city} public finance: please confirm your subscription",
        "confirm": "Somebody, perhaps you, subscribed this address to {city} public finance. To confirm, open "
                   "(within 72 hours):\n{address}\n\nIf it was not you, ignore this: without it nothing more comes.",
        "short": "{city} public finance, version {version}: {title} and others, {count} in all. {address}",
        "short-digest": "{city} public finance: {count} updates. {address}",
        "illustrative": "Sample data, without relation to any real place, body or person.",
    },
}


class Letter:
    """The words of the messages that go out as one."""

    def __init__(self, site: Site, session: Session, messages: Sequence[Message], language: str) -> None:
        self._site, self._messages, self._words = site, messages, WORDS[language]
        self._language = language
        self._acts = [_Act(session, message) for message in messages if message.publication is not None]

    def _say(self, key: str, **values: object) -> str:
        city = self._site.city.get("name_en") if self._language == "en" else None
        return self._words[key].format(city=city or self._site.city["name"], **values)

    def _marked(self, text: str) -> str:
        return (self._words["sample"] if self._site.is_sample else "") + text

    def subject(self) -> str:
        """One line; the sample's says that it is one."""
        if len(self._acts) == 1:
            act = self._acts[0]
            return self._marked(self._say("subject", version=act.version, count=len(act.lines)))
        return self._marked(self._say("digest", count=len(self._acts)))

    def text(self, unsubscribe: str | None) -> str:
        """The mail's body."""
        parts = [self._say("greeting")]
        for act in self._acts:
            head = self._say("publication", version=act.version, date=act.date, reason=act.reason)
            lines = [f"· {self._words[what]}：{title}" if self._language == "zh" else f"· {self._words[what]}: {title}"
                     for what, title in act.lines[:MOST_LINES]]
            if len(act.lines) > MOST_LINES:
                lines.append(self._say("more", count=len(act.lines)))
            parts.append("\n".join([head, *lines, self._page(act)]))
        parts.append(self._say("unsubscribe", address=unsubscribe) if unsubscribe else self._say("registered"))
        if self._site.is_sample:
            parts.append(self._say("illustrative"))
        return "\n\n".join(parts) + "\n"

    def short(self) -> str:
        """A short message."""
        if len(self._acts) != 1:
            address = f"{self._base()}/publications"
            return self._marked(self._say("short-digest", count=len(self._acts), address=address))
        act = self._acts[0]
        title = act.lines[0][1] if act.lines else act.reason
        said = self._say("short", version=act.version, title=title[:40], count=len(act.lines), address=self._page(act))
        return self._marked(said)

    def payload(self, moment: str) -> dict[str, Any]:
        """A webhook's body: type, timestamp, data."""
        act = self._acts[0]
        items = [{"key": key, "change": what, "title": title}
                 for key, (what, title) in zip(act.keys, act.lines, strict=True)]
        data = {"version": act.version, "business_date": act.date, "reason": act.reason, "items": items,
                "address": self._page(act), "sample": self._site.is_sample}
        return {"type": "publication", "timestamp": moment, "data": data}

    def confirmation(self, address: str) -> tuple[str, str]:
        """Subject and body of the mail that asks to confirm a subscription."""
        body = self._say("confirm", address=address)
        if self._site.is_sample:
            body += "\n\n" + self._say("illustrative")
        return self._marked(self._say("confirm-subject")), body + "\n"

    def _base(self) -> str:
        return str(self._site.settings.base_url).rstrip("/")

    def _page(self, act: _Act) -> str:
        english = "?lang=en" if self._language == "en" else ""
        return f"{self._base()}/publications/{act.version}{english}"


class _Act:
    """One publication, and what of it the recipient is told: (what happened, title) and the disclosures' keys."""

    def __init__(self, session: Session, message: Message) -> None:
        publication = session.get_one(Publication, message.publication)
        self.version, self.reason = publication.version, publication.reason
        self.date = publication.business_date.isoformat()
        self.lines: list[tuple[str, str]] = []
        self.keys: list[str] = []
        statement = select(Disclosure).where(Disclosure.id.in_(message.disclosures)).order_by(Disclosure.key)
        found = list(session.scalars(statement))
        brought = {one.key for one in found if one.published_in == self.version}
        for one in found:
            if one.published_in == self.version:
                self._add(one, "brought" if one.revision == 1 else "corrected")
            elif one.key not in brought:
                self._add(one, "redacted" if one.retired_as == "redacted" else "withdrawn")

    def _add(self, one: Disclosure, what: str) -> None:
        self.lines.append((what, one.title))
        self.keys.append(one.key)
