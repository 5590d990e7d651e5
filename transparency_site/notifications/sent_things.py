"""What a channel is given to send, and what it may answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message as it leaves. `id` is the same at every try: receivers can tell a repetition by it.

    `unsubscribe`: the address of one-click unsubscribing, for subscribers. `payload` and `secret`: of webhooks.
    """

    id: str
    address: str
    subject: str
    text: str
    unsubscribe: str | None = None
    payload: Mapping[str, Any] | None = None
    secret: str | None = None


class NotSent(Exception):
    """The receiver has it not. `code` names why; `for_good`: it never will take it."""

    def __init__(self, code: str, *, for_good: bool = False) -> None:
        super().__init__(code)
        self.code, self.for_good = code, for_good


class Channel(Protocol):
    """One way to reach somebody."""

    def send(self, message: Outgoing, hand_over: Callable[[], None]) -> None:
        """Send, calling `hand_over` just before the receiver gets what it cannot give back. Raises NotSent."""
