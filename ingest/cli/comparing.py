"""``rag similar``: texts compared, a comparison taken apart, sums of meanings, and how a text is cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click

from ingest.cli.options import Call, common, readable
from ingest.cli.show import matrix_text
from ingest.cli.show_similar import explanation_text, pieces_text, solution_text
from rag.errors import InvalidRequest


@click.command()
@click.argument("texts", nargs=-1, required=True, metavar="TEXT TEXT ...")
@click.option("--tokens", "wanted", flag_value="tokens", help="Show how the tokenizer cuts one text.")
@click.option("--explain", "wanted", flag_value="explain", help="Show which words carry the similarity of two texts.")
@click.option("--arithmetic", "wanted", flag_value="arithmetic", help="Add and subtract meanings, find what is near.")
@click.option("-k", default=10, show_default=True, help="With --arithmetic: how many words and passages.")
@common
def similar(call: Call, texts: tuple[str, ...], wanted: str | None, k: int) -> None:
    """Compare the meanings of texts: 1 is the same, 0 is unrelated.

    \b
    rag similar book worm novel "a small animal"
    rag similar --tokens "tallest building"
    rag similar --explain "How do I reset my password?" "I forgot my login"
    rag similar --arithmetic "king - man + woman"
    """
    texts = tuple(readable(text) for text in texts)
    if wanted is None:
        _compare(call, texts)
    else:
        _WAYS[wanted](call, texts, k)


def _compare(call: Call, texts: tuple[str, ...]) -> None:
    from rag.compose import make_embedder
    from rag.explore import similarity

    if len(texts) < 2:
        raise InvalidRequest("there is only one text", "give at least two to compare")
    matrix = similarity(make_embedder(call.settings), texts)
    if call.as_json:
        call.print_json({"similarity": [[round(float(cell), 6) for cell in row] for row in matrix]})
    else:
        click.echo(matrix_text(texts, matrix))


def _tokens(call: Call, texts: Sequence[str], _k: int) -> None:
    """The tokenizer alone: the model is not loaded."""
    from dataclasses import asdict

    from rag.embedders import open_tokenizer
    from rag.explore import pieces_of

    (text,) = _exactly(1, texts, "--tokens")
    tokenizer = open_tokenizer(call.settings)
    pieces = pieces_of(tokenizer, text)
    if call.as_json:
        shown = [asdict(piece) for piece in pieces]
        call.print_json({"tokens": shown, "count": len(shown), "max_tokens": tokenizer.max_tokens})
    else:
        click.echo(pieces_text(text, pieces, tokenizer.max_tokens))


def _explain(call: Call, texts: Sequence[str], _k: int) -> None:
    from rag.compose import make_embedder
    from rag.explore import explain
    from rag.serialize import explanation_json

    a, b = _exactly(2, texts, "--explain")
    explanation = explain(make_embedder(call.settings), a, b)
    if call.as_json:
        call.print_json(explanation_json(explanation))
    else:
        click.echo(explanation_text(a, b, explanation))


def _arithmetic(call: Call, texts: Sequence[str], k: int) -> None:
    from rag.compose import open_service
    from rag.serialize import solution_json

    (expression,) = _exactly(1, texts, "--arithmetic")
    with open_service(call.settings, call.collection) as service:
        solution = service.calculate(expression, k)
    if call.as_json:
        call.print_json(solution_json(solution))
    else:
        click.echo(solution_text(solution))


def _exactly(count: int, texts: Sequence[str], option: str) -> Sequence[str]:
    if len(texts) != count:
        wanted = "one text" if count == 1 else f"{count} texts"
        raise InvalidRequest(f"{option} takes {wanted}, not {len(texts)}", "put quotation marks around a text of words")
    return texts


_WAYS: dict[str, Callable[[Call, Sequence[str], int], None]] = {
    "tokens": _tokens,
    "explain": _explain,
    "arithmetic": _arithmetic,
}
