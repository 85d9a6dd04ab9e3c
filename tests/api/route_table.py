"""What each route asks of a key: the table that the routes are compared with, and requests made from the description.

A new route is added here by hand, after thinking about who may call it.
"""

from __future__ import annotations

from urllib.parse import quote

from starlette.routing import Route

from api import app as application

OPEN, READ, WRITE = "open", "read", "write"

TABLE = {
    "GET /": OPEN,
    "GET /assets/{name}": OPEN,
    "GET /documents": OPEN,
    "GET /health": OPEN,
    "GET /learn": OPEN,
    "GET /map": OPEN,
    "GET /measure": OPEN,
    "GET /similar": OPEN,
    "GET /source": OPEN,
    "GET /why": OPEN,
    "POST /mcp": READ,
    "GET /metrics": READ,
    "GET /openapi.json": READ,
    "GET /v1/calibration": READ,
    "POST /v1/calibration": WRITE,
    "DELETE /v1/calibration": WRITE,
    "GET /v1/collections": READ,
    "POST /v1/ask": READ,
    "GET /v1/documents": READ,
    "POST /v1/documents": WRITE,
    "GET /v1/documents/duplicates": READ,
    "POST /v1/documents/url": WRITE,
    "GET /v1/documents/{document_id}": READ,
    "DELETE /v1/documents/{document_id}": WRITE,
    "GET /v1/documents/{document_id}/blocks": READ,
    "GET /v1/documents/{document_id}/chunks": READ,
    "GET /v1/documents/{document_id}/pages": READ,
    "GET /v1/documents/{document_id}/pages/{number}.png": READ,
    "GET /v1/documents/{document_id}/pages/{number}/boxes": READ,
    "POST /v1/documents/{document_id}/reingest": WRITE,
    "GET /v1/documents/{document_id}/text": READ,
    "GET /v1/evaluations": READ,
    "POST /v1/evaluations": WRITE,
    "GET /v1/evaluations/running": READ,
    "DELETE /v1/evaluations/running": WRITE,
    "GET /v1/evaluations/{before_id}/compare/{after_id}": READ,
    "GET /v1/evaluations/{evaluation_id}": READ,
    "DELETE /v1/evaluations/{evaluation_id}": WRITE,
    "POST /v1/chat/completions": READ,
    "POST /v1/embeddings": READ,
    "POST /v1/explain": READ,
    "GET /v1/feedback": READ,
    "POST /v1/feedback": WRITE,
    "DELETE /v1/feedback/{feedback_id}": WRITE,
    "GET /v1/map": READ,
    "POST /v1/map": WRITE,
    "POST /v1/map/ask": READ,
    "GET /v1/map/coverage": READ,
    "GET /v1/map/duplicates": READ,
    "GET /v1/map/export.csv": READ,
    "GET /v1/map/export.parquet": READ,
    "GET /v1/map/legend": READ,
    "GET /v1/map/points": READ,
    "GET /v1/map/points/{chunk_id}": READ,
    "GET /v1/map/points/{chunk_id}/neighbours": READ,
    "POST /v1/map/search": READ,
    "GET /v1/models": READ,
    "GET /v1/models/{model}": READ,
    "POST /v1/rerank": READ,
    "POST /v1/search": READ,
    "POST /v1/similar": READ,
    "POST /v1/similar/arithmetic": READ,
    "POST /v1/similar/explain": READ,
    "POST /v1/tokens": READ,
    "GET /v1/tour": READ,
    "POST /v1/tour": WRITE,
    "POST /v1/vectors": READ,
}

OF_NO_COLLECTION = {
    "POST /mcp",
    "GET /metrics",
    "GET /openapi.json",
    "GET /v1/collections",
    "POST /v1/embeddings",
    "GET /v1/models",
    "POST /v1/rerank",
    "POST /v1/similar/explain",
    "POST /v1/tokens",
    "GET /v1/tour",
    "POST /v1/tour",
    "POST /v1/vectors",
}
"""Routes that look into no collection that the caller names."""

EXAMPLES = {
    "a": "a",
    "answer": "behind the door",
    "b": "b",
    "documents": ["a text"],
    "end": 1,
    "evaluation": 1,
    "expression": "book + worm",
    "gold": '{"id": "1", "question": "Who?", "answers": []}',
    "input": "a text",
    "messages": [{"role": "user", "content": "Who keeps the second key?"}],
    "mode": "words",
    "model": "sourcebound-reader",
    "name": "a name",
    "query": "Who keeps the second key?",
    "question": "Who keeps the second key?",
    "start": 0,
    "text": "a text",
    "texts": ["a text"],
    "url": "http://1.1.1.1/",
    "verdict": "up",
}
"""A value for each field and parameter that some route cannot do without."""
ALSO = {"POST /v1/similar": {"text": "a text"}}
"""What a description cannot say: one of two fields is needed."""


def served(app):
    """Every "METHOD path" that an application answers."""
    plain = [route for route in app.routes if isinstance(route, Route)]
    included = [route for module in application._ROUTES for route in module.router.routes]
    return {f"{method} {route.path_format}" for route in [*plain, *included] for method in route.methods - {"HEAD"}}


class Requests:
    """Requests that are right in all but the collection, from an application's own description."""

    def __init__(self, description, document):
        self._description = description
        self._values = EXAMPLES | {"document_id": document, "id": document, "feedback_id": 1, "number": 1}
        self._values |= dict.fromkeys(("evaluation_id", "before_id", "after_id", "chunk_id"), 1)

    def to(self, name, collection):
        """Method, path and the rest of a request to a route of the table that names this collection."""
        method, path = name.split(" ")
        described = self._description["paths"].get(path, {}).get(method.lower(), {})
        parameters = described.get("parameters", [])
        values = {each["name"]: self._value(each["name"], name) for each in parameters if each["required"]}
        if "collection" in [each["name"] for each in parameters]:
            values["collection"] = collection
        if "model" in values:
            values["model"] = f"sourcebound/{collection}"
        for each in parameters:
            if each["in"] == "path":
                path = path.replace(f"{{{each['name']}}}", quote(str(values.pop(each["name"])), safe=""))
        return method, path, {"params": values} | self._body(name, described, collection)

    def _body(self, name, described, collection):
        content = described.get("requestBody", {}).get("content", {})
        if "multipart/form-data" in content:
            return {"files": {"files": ("a.txt", b"a text")}, "data": {"collection": collection}}
        if not content:
            return {}
        reference = content["application/json"]["schema"]["$ref"]
        schema = self._description["components"]["schemas"][reference.rpartition("/")[2]]
        body = {field: self._value(field, name) for field in schema.get("required", ())} | ALSO.get(name, {})
        if "collection" in schema["properties"]:
            body["collection"] = collection
        if "messages" in body:
            body["model"] = f"sourcebound/{collection}"
        return {"json": body}

    def _value(self, field, name):
        assert field in self._values, f"{name} needs {field}: add an example of it to EXAMPLES in route_table.py"
        return self._values[field]
