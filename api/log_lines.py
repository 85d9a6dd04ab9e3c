"""Log lines as JSON, one object a line, for machines: RAG_LOG_FORMAT=json."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from api.request_ids import current


class JsonLines(logging.Formatter):
    """``at`` (UTC), ``level``, ``logger``, ``message``, the request's id, and what a line names in ``fields``."""

    def format(self, record: logging.LogRecord) -> str:
        """No line break gets out: JSON escapes them all."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if (request := current()) is not None:
            line["request_id"] = request
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)
