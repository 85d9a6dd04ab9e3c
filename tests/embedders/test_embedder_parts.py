"""A vector taken apart into its tokens, and a text cut into pieces."""

import numpy as np
import pytest

from rag.embedders import open_embedder, open_tokenizer
from rag.errors import InvalidRequest
from rag.inside import PartsEmbedder, PieceTokenizer
from rag.settings import Settings


@pytest.fixture(scope="module")
def tokenizer(settings):
    return open_tokenizer(settings)


@pytest.mark.parametrize(
    ("engine", "precision", "least"),
    [("openvino", "fp32", 0.99999), ("openvino", "auto", 0.999), ("torch", "fp32", 0.99999)],
)
def test_the_parts_of_a_vector_add_up_to_it(cache, texts, engine, precision, least):
    texts = [text for text in texts if len(text) < 500] + ["word " * 300]
    embedder = open_embedder(Settings(cache=cache, embedder_engine=engine, embedder_precision=precision))
    assert isinstance(embedder, PartsEmbedder)
    parts, vectors = embedder.parts(texts), embedder.embed(texts)
    sums = np.stack([rows.sum(axis=0) for rows in parts])
    assert np.linalg.norm(sums, axis=1) == pytest.approx(1, abs=1e-5)
    assert (sums * vectors).sum(axis=1).min() > least
    counts = [sum(piece.read for piece in embedder.tokenizer.pieces(text)) for text in texts]
    assert [len(rows) for rows in parts] == counts


@pytest.mark.parametrize("engine", ["openvino", "torch"])
def test_what_is_no_mean_is_not_taken_apart(cache, tiny_model, engine):
    settings = Settings(cache=cache, embedder=str(tiny_model(pooling="cls")), embedder_engine=engine)
    with pytest.raises(InvalidRequest, match="mean"):
        open_embedder(settings).parts(["open file"])


def test_pieces_name_what_the_model_reads(tokenizer):
    assert isinstance(tokenizer, PieceTokenizer)
    pieces = tokenizer.pieces("tallest building")
    assert [(piece.piece, piece.id, piece.start, piece.end, piece.special) for piece in pieces] == [
        ("[CLS]", 101, 0, 0, True),
        ("tallest", 13747, 0, 7, False),
        ("building", 2311, 8, 16, False),
        ("[SEP]", 102, 0, 0, True),
    ]
    assert [piece.word for piece in tokenizer.pieces("bookworm a")] == [None, 0, 0, 1, None]


def test_offsets_are_code_points_beyond_the_basic_plane_too(tokenizer):
    text = "𝒜 😀👩‍👩‍👧 猫は naïve"
    pieces = [piece for piece in tokenizer.pieces(text) if not piece.special]
    assert [text[piece.start : piece.end] for piece in pieces][-3:] == ["猫", "は", "naïve"]
    assert pieces[-1].piece == "naive"
    assert [piece.unknown for piece in pieces][-3:] == [True, False, False]


def test_what_lies_behind_the_limit_is_not_read(tokenizer):
    pieces = tokenizer.pieces("word " * 300)
    assert (len(pieces), sum(piece.read for piece in pieces)) == (302, 256)
    assert [place for place, piece in enumerate(pieces) if not piece.read] == list(range(255, 301))


def test_the_models_prompt_stands_for_no_text(tiny_model, cache):
    folder = tiny_model(prompts={"document": "file open "})
    tokenizer = open_tokenizer(Settings(embedder=str(folder), cache=cache))
    shown = [(piece.piece, piece.start, piece.end, piece.special) for piece in tokenizer.pieces("open it")]
    assert shown[:4] == [("[CLS]", 0, 0, True), ("file", 0, 0, True), ("open", 0, 0, True), ("open", 0, 4, False)]
    assert [(start, end) for piece, start, end, special in shown if not special] == tokenizer.spans("open it")
