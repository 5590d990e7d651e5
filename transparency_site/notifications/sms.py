"""Short messages: an HTTP gateway, or a folder with a file for each (for trying out). Off unless the settings say so.

Another provider is another class with the same `send`; `of_settings` is the one place that chooses.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from transparency_site.config import Settings
from transparency_site.notifications import outside
from transparency_site.notifications.outside import Rules
from transparency_site.notifications.sent_things import Channel, NotSent, Outgoing


@dataclass(frozen=True)
class Gateway:
    """POST {id, to, text} as JSON with a bearer token; the id comes as Idempotency-Key too."""

    address: str
    token: str
    rules: Rules

    def send(self, message: Outgoing, hand_over: Callable[[], None]) -> None:
        """Give one short message to the gateway. Raises NotSent."""
        body = json.dumps({"id": message.id, "to": message.address, "text": message.text}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": message.id}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        outside.post(self.address, body, headers, self.rules, hand_over)


@dataclass(frozen=True)
class Folder:
    """One file a message, named by its id: the same message twice is the same file."""

    folder: Path

    def send(self, message: Outgoing, hand_over: Callable[[], None]) -> None:
        """Write the file, readable for its owner alone. Raises NotSent."""
        hand_over()
        own = self.folder / f".{message.id}.{os.getpid()}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                json.dump({"to": message.address, "text": message.text}, file, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            own.replace(self.folder / f"{message.id}.json")
        except OSError as error:
            raise NotSent("folder-away") from error


def of_settings(settings: Settings, rules: Rules) -> Channel | None:
    """The way that the settings name; None: short messages are off."""
    if settings.sms_folder:
        return Folder(Path(settings.sms_folder))
    return Gateway(settings.sms_gateway, settings.sms_token, rules) if settings.sms_gateway else None
