"""The official client of OpenAI against our server: models and embeddings."""

from __future__ import annotations

import base64

import numpy as np
import openai
import pytest

MODEL = "all-MiniLM-L6-v2"


@pytest.fixture(scope="module")
def client(server):
    with openai.OpenAI(base_url=f"http://127.0.0.1:{server.port}/v1", api_key="none", max_retries=0) as client:
        yield client


@pytest.fixture
def as_somebody(guarded):
    """An official client with a key of the guarded server."""
    opened = []

    def client(who):
        made = openai.OpenAI(base_url=f"http://127.0.0.1:{guarded.port}/v1", api_key=guarded.keys[who], max_retries=0)
        opened.append(made)
        return made

    yield client
    for each in opened:
        each.close()


def test_models_are_collections_and_what_reads_them(client, as_somebody):
    models = {model.id: model for model in client.models.list()}
    assert set(models) >= {"sourcebound", MODEL, "sourcebound-reader"}
    assert models["sourcebound"].created > 1_700_000_000
    assert client.models.retrieve(MODEL).owned_by == "sourcebound"
    assert "sourcebound/mine" in [model.id for model in as_somebody("read").models.list()]
    assert as_somebody("read").models.retrieve("sourcebound/mine").id == "sourcebound/mine"


def test_t37_a_tenant_sees_its_own_models_only(as_somebody):
    theirs = as_somebody("theirs")
    assert not [model.id for model in theirs.models.list() if model.id in ("sourcebound", "sourcebound/mine")]
    said = []
    for model in ("sourcebound/mine", "sourcebound/nowhere"):
        with pytest.raises(openai.NotFoundError) as caught:
            theirs.models.retrieve(model)
        assert caught.value.code == "model_not_found"
        said.append(caught.value.message.replace(model, "it"))
    assert said[0] == said[1]


def test_embeddings_are_those_that_search_uses(server, client):
    texts = ["the lawn mower", "a ship on the sea"]
    embedder = server.backend.embedder
    # The official client asks for base64 unless told otherwise.
    packed = client.embeddings.create(model=MODEL, input=texts)
    plain = client.embeddings.create(model=MODEL, input=texts, encoding_format="float", dimensions=embedder.dimension)
    expected = embedder.embed(texts)
    for reply in (packed, plain):
        assert [each.index for each in reply.data] == [0, 1]
        np.testing.assert_allclose([each.embedding for each in reply.data], expected, atol=1e-6)
    assert plain.usage.prompt_tokens == plain.usage.total_tokens == sum(embedder.tokenizer.count(texts))
    assert plain.model == MODEL


def test_base64_is_little_endian_floats(server):
    body = {"model": MODEL, "input": "a ship", "encoding_format": "base64"}
    (one,) = server.client.post("/v1/embeddings", json=body).json()["data"]
    vector = np.frombuffer(base64.b64decode(one["embedding"]), "<f4")
    np.testing.assert_allclose(vector, server.backend.embedder.embed(["a ship"])[0], atol=1e-6)


def test_tokens_are_taken_when_they_are_this_models(server, client):
    tokenizer = server.backend.embedder.tokenizer
    texts = ["The ship Aurelia was launched.", "unaffable petrol"]
    ids = tokenizer.token_ids(texts)
    expected = server.backend.embedder.embed(texts)
    reply = client.embeddings.create(model=MODEL, input=ids)
    np.testing.assert_allclose([each.embedding for each in reply.data], expected, atol=2e-2)
    single = client.embeddings.create(model=MODEL, input=ids[0])
    np.testing.assert_allclose(single.data[0].embedding, expected[0], atol=2e-2)


@pytest.mark.parametrize("ids", [[9906, 1917], [101, 7, 8, 102], [99999], [101, 102], [2**31 - 1]])
def test_tokens_of_another_model_are_refused(client, ids):
    with pytest.raises(openai.UnprocessableEntityError) as caught:
        client.embeddings.create(model=MODEL, input=ids)
    assert caught.value.param == "input"
    assert "send strings" in caught.value.message


def test_a_text_that_is_not_read_to_its_end_is_refused_unless_told(server, client):
    long = "The ship sailed on. " * 200
    with pytest.raises(openai.UnprocessableEntityError, match="this model reads 256"):
        client.embeddings.create(model=MODEL, input=["short", long])
    reply = client.embeddings.create(model=MODEL, input=long, extra_body={"truncate": True})
    np.testing.assert_allclose(reply.data[0].embedding, server.backend.embedder.embed([long])[0], atol=1e-6)


def test_many_texts_come_back_in_their_order(server, client):
    texts = [f"Paragraph {number} of many." for number in range(300)]
    rows = [each.embedding for each in client.embeddings.create(model=MODEL, input=texts).data]
    np.testing.assert_allclose(rows[287:290], server.backend.embedder.embed(texts[287:290]), atol=2e-2)
    assert np.argmax(np.array(rows) @ server.backend.embedder.embed([texts[299]])[0]) == 299


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"model": "text-embedding-3-small", "input": "x"}, 404, None),
        ({"model": MODEL, "input": "x", "dimensions": 256}, 422, "dimensions"),
        ({"model": MODEL, "input": ""}, 422, "input"),
        ({"model": MODEL, "input": []}, 422, "input"),
        ({"model": MODEL, "input": ["a"] * 2049}, 422, "input"),
        ({"model": MODEL, "input": [[]]}, 422, "input"),
        ({"model": MODEL, "input": [-1]}, 422, "input"),
        ({"model": MODEL, "input": ["nul \x00"]}, 422, "input"),
        ({"model": MODEL}, 422, "input"),
        ({"model": "/srv/models/other", "input": "x"}, 422, "model"),
        ({"model": "../other", "input": "x"}, 422, "model"),
        ({"model": MODEL, "input": "x", "trust_remote_code": True}, 422, "trust_remote_code"),
        ({"model": MODEL, "input": "x", "encoding_format": "int8"}, 422, "encoding_format"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_t53_t57_errors_have_openais_shape(server, body, status, field):
    reply = server.client.post("/v1/embeddings", json=body)
    assert reply.status_code == status
    error = reply.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["type"] == "invalid_request_error"
    assert (error["param"] or "").partition(".")[0] == (field or "")


def test_errors_of_the_door_and_of_bodies_have_it_too(server, guarded, as_somebody):
    with (
        openai.OpenAI(base_url=f"http://127.0.0.1:{guarded.port}/v1", api_key="sb_wrong", max_retries=0) as stranger,
        pytest.raises(openai.AuthenticationError) as caught,
    ):
        stranger.models.list()
    assert caught.value.code == "no_key"
    assert caught.value.type == "authentication_error"
    large = server.client.post("/v1/embeddings", json={"model": MODEL, "input": "x" * (5 << 20)})
    assert large.status_code == 413
    assert large.json()["error"]["type"] == "invalid_request_error"
    odd = server.client.post("/v1/embeddings", content=b"x", headers={"content-type": "text/plain"})
    assert (odd.status_code, odd.json()["error"]["code"]) == (415, "unsupported_media_type")
    # Other routes keep the house's own shape.
    assert set(server.client.post("/v1/tokens", json={}).json()["error"]) == {"code", "message", "remedy"}
