"""The public surface changes on purpose or not at all."""

from __future__ import annotations

import json

from tests.api.write_openapi import SNAPSHOT, description

SURFACE = {
    ("/v1/search", "post"),
    ("/v1/ask", "post"),
    ("/v1/explain", "post"),
    ("/v1/similar", "post"),
    ("/v1/similar/arithmetic", "post"),
    ("/v1/similar/explain", "post"),
    ("/v1/models", "get"),
    ("/v1/models/{model}", "get"),
    ("/v1/chat/completions", "post"),
    ("/v1/embeddings", "post"),
    ("/v1/rerank", "post"),
    ("/v1/tokens", "post"),
    ("/v1/tour", "get"),
    ("/v1/tour", "post"),
    ("/v1/vectors", "post"),
    ("/v1/documents", "post"),
    ("/v1/documents", "get"),
    ("/v1/documents/{document_id}", "get"),
    ("/v1/documents/{document_id}", "delete"),
    ("/v1/documents/{document_id}/text", "get"),
    ("/v1/documents/{document_id}/pages/{number}/boxes", "get"),
    ("/v1/documents/{document_id}/pages/{number}.png", "get"),
    ("/v1/documents/{document_id}/pages", "get"),
    ("/v1/documents/{document_id}/blocks", "get"),
    ("/v1/feedback", "post"),
    ("/v1/feedback", "get"),
    ("/v1/feedback/{feedback_id}", "delete"),
    ("/v1/evaluations", "post"),
    ("/v1/evaluations", "get"),
    ("/v1/evaluations/running", "get"),
    ("/v1/evaluations/running", "delete"),
    ("/v1/evaluations/{evaluation_id}", "get"),
    ("/v1/evaluations/{evaluation_id}", "delete"),
    ("/v1/evaluations/{before_id}/compare/{after_id}", "get"),
    ("/v1/calibration", "get"),
    ("/v1/calibration", "post"),
    ("/v1/calibration", "delete"),
    ("/v1/collections", "get"),
    ("/v1/documents/duplicates", "get"),
    ("/v1/documents/url", "post"),
    ("/v1/documents/{document_id}/chunks", "get"),
    ("/v1/documents/{document_id}/reingest", "post"),
    ("/v1/map", "get"),
    ("/v1/map", "post"),
    ("/v1/map/ask", "post"),
    ("/v1/map/coverage", "get"),
    ("/v1/map/duplicates", "get"),
    ("/v1/map/export.csv", "get"),
    ("/v1/map/export.parquet", "get"),
    ("/v1/map/legend", "get"),
    ("/v1/map/points", "get"),
    ("/v1/map/points/{chunk_id}", "get"),
    ("/v1/map/points/{chunk_id}/neighbours", "get"),
    ("/v1/map/search", "post"),
    ("/metrics", "get"),
    ("/health", "get"),
}


def test_description_is_the_one_that_was_agreed():
    agreed = json.loads(SNAPSHOT.read_text())
    assert description() == agreed, "meant? then: python tests/api/write_openapi.py"


def test_nothing_is_served_that_is_not_listed_here():
    described = {(path, method) for path, methods in description()["paths"].items() for method in methods}
    assert described == SURFACE


def test_description_is_served(server):
    assert server.client.get("/openapi.json").json()["info"]["title"] == "Sourcebound"
