"""What a number in an address may be: years, versions and numbers of things are short; longer ones are no address."""

from __future__ import annotations

from werkzeug.routing import IntegerConverter


class ShortInteger(IntegerConverter):
    """Up to nine digits: what every database can compare. A longer one is a 404, as any other unknown address."""

    regex = r"[0-9]{1,9}"
