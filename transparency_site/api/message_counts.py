"""`/message-counts`: how many messages the city sent to subscribers and units in each month."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_restx import Api, Resource, fields

from transparency_site.api.describing import documented
from transparency_site.api.negotiation import ALWAYS, negotiated
from transparency_site.api.parameters import refuse_all
from transparency_site.message_answers import message_counts_response


def add_message_counts(api: Api, shared: dict[str, Any]) -> None:
    """Register it."""
    numbers = {name: fields.Integer(required=True) for name in ("email", "sms", "webhook", "total")}
    month = api.model("MessageCount", {"month": fields.String(required=True, description="2026-03"), **numbers})
    meta = api.model("UnversionedMeta", {
        "version": fields.Integer(description="总是为空：不是公布的数据 Always null: no published data"),
        "count": fields.Integer(required=True), "sum_fen": fields.Integer, "digest": fields.String,
        "sample": fields.Boolean(required=True),
    })
    answer = api.model("MessageCountList", {
        "data": fields.List(fields.Nested(month), required=True), "meta": fields.Nested(meta, required=True),
        "links": fields.Nested(shared["links"], required=True),
    })
    words = "每月发出的消息条数，最近的在前 Messages sent in each month, the newest first"

    class MessageCounts(Resource):
        @documented(api, shared["problem"], "message_counts", words, {}, answer)
        @negotiated(ALWAYS)
        def get(self) -> Response:
            refuse_all()
            return message_counts_response()

    api.add_resource(MessageCounts, "/message-counts", endpoint="message_counts")
