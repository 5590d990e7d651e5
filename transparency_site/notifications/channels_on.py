"""Which channels the settings have switched on; none by default, so that no site sends anything by mistake."""

from __future__ import annotations

from transparency_site.config import Settings


def of(settings: Settings) -> frozenset[str]:
    """The names of the channels that can send: email, sms, webhook."""
    able = {
        "email": bool(settings.smtp_host and settings.mail_from),
        "sms": bool(settings.sms_gateway or settings.sms_folder),
        "webhook": settings.webhooks,
    }
    return frozenset(name for name, on in able.items() if on)
