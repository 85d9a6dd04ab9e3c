"""Both engines compute the same network, in any batch, from any thread."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

import numpy as np
import pytest

from rag.reader import open_reader
from rag.reader import reader as reader_module
from rag.reader.openvino_engine import OpenVINOEngine
from rag.reader.reader import TransformerReader
from rag.reader.rows import padded, rows_of
from rag.reader.torch_engine import TorchEngine
from rag.readings import Readable
from tests.reader.passages import CHEESE, FERRY, MILL, ODD_TEXTS, PLAIN, buried

QUESTION = "Who is the captain of the ferry Halcyon?"
LONG = Readable("Hedges", buried(FERRY.text, 40, 40))


@pytest.fixture(scope="module")
def batches(tokenizer):
    """Rows of all lengths in batches of several widths, padded more and less."""
    rows = rows_of(tokenizer, [(QUESTION, passage) for passage in (*PLAIN, Readable("", ""), LONG)])
    rows += rows_of(tokenizer, [("", Readable("", text)) for text in list(ODD_TEXTS.values())[:11]])
    rows.sort(key=lambda row: len(row.ids))
    parts = (rows[:5], rows[5:12], rows[12:17], rows[17:])
    return [
        (part, padded(part, max(len(row.ids) for row in part) + extra))
        for part, extra in zip(parts, (0, 16, 1, 0), strict=True)
    ]


def logits_of(engine, batches):
    """Logits of the tokens, padding left out, and the verdicts."""
    said = engine.run([matrix for _, matrix in batches])
    found = []
    for (rows, _), (spans, verdicts) in zip(batches, said, strict=True):
        found += [logits[: len(row.ids)].ravel() for row, logits in zip(rows, spans, strict=True)]
        found.append(verdicts.ravel())
    return np.concatenate(found)


@pytest.fixture(scope="module")
def expected(torch_fp32, batches):
    return logits_of(torch_fp32, batches)


def test_openvino_computes_what_torch_computes(openvino_fp32, batches, expected):
    assert np.abs(logits_of(openvino_fp32, batches) - expected).max() < 1e-3


@pytest.mark.parametrize("engine", ["openvino", "torch"])
def test_bf16_is_near(base, weights, batches, expected, engine):
    rounded = OpenVINOEngine(base.config, weights, "bf16") if engine == "openvino" else TorchEngine(weights, "bf16")
    found = logits_of(rounded, batches)
    assert rounded.name == f"{engine}-bf16"
    assert np.abs(found - expected).mean() < 0.1
    assert np.corrcoef(found, expected)[0, 1] > 0.999


def test_results_outlive_the_next_run(openvino_fp32, batches):
    """An inference request lends its memory; what is handed out must be a copy."""
    (spans, verdicts), *_ = openvino_fp32.run([batches[0][1]])
    before = spans.copy(), verdicts.copy()
    openvino_fp32.run([padded(batches[0][0][::-1], spans.shape[1])])
    assert (spans == before[0]).all()
    assert (verdicts == before[1]).all()


def close(readings, others):
    """Whether two lists of readings say the same, up to rounding."""
    return all(
        reading.answers == pytest.approx(other.answers, abs=1e-4)
        and reading.relevant == pytest.approx(other.relevant, abs=1e-4)
        and [(span.start, span.end) for span in reading.spans] == [(span.start, span.end) for span in other.spans]
        and [span.share for span in reading.spans] == pytest.approx([span.share for span in other.spans], rel=1e-2)
        for reading, other in zip(readings, others, strict=True)
    )


def test_the_order_of_passages_does_not_matter(reader):
    passages = [*PLAIN, LONG]
    expected = reader.read(QUESTION, passages)
    assert not close(expected, expected[::-1])
    for order in list(permutations(range(4)))[1::4]:
        found = reader.read(QUESTION, [passages[place] for place in order])
        assert close(found, [expected[place] for place in order])


@pytest.mark.parametrize("budget", [1, 500, 100_000])
def test_the_batch_does_not_matter(reader, monkeypatch, budget):
    passages = [*PLAIN, LONG, Readable("", ""), Readable("", ODD_TEXTS["Korean"])]
    expected = reader.read(QUESTION, passages)
    monkeypatch.setattr(reader_module, "BUDGET", budget)
    assert close(reader.read(QUESTION, passages), expected)


def test_answers_and_relevance_are_those_of_a_passage_by_itself(reader):
    together = reader.read(QUESTION, PLAIN)
    for passage, reading in zip(PLAIN, together, strict=True):
        (alone,) = reader.read(QUESTION, [passage])
        assert (alone.answers, alone.relevant) == pytest.approx((reading.answers, reading.relevant), abs=1e-4)
        assert alone.spans[0].share > reading.spans[0].share


def test_odd_passages_are_read_with_spans_inside_them(reader):
    passages = [Readable("", text) for text in ODD_TEXTS.values()]
    found = reader.read("what is said of the weather?", passages)
    assert 0 < sum(span.share for reading in found for span in reading.spans) <= 1
    for passage, reading in zip(passages, found, strict=True):
        assert 0 <= reading.answers <= 1
        assert 0 <= reading.relevant <= 1
        assert all(0 <= span.start < span.end <= len(passage.text) for span in reading.spans)
    assert [len(reading.spans) for reading in found][:3] == [0, 0, 1]


def test_nothing_gives_nothing(reader):
    assert reader.read(QUESTION, []) == []
    assert reader.support([]).shape == (0,)


def test_eight_threads_at_once_get_their_own_readings(base, weights, tokenizer):
    """On an engine that nobody has used, so that they also race to compile it."""
    reader = TransformerReader("reader", OpenVINOEngine(base.config, weights, "fp32"), tokenizer)
    questions = [f"{word} is told of number {number}?" for number in range(8) for word in ("who", "what")]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda question: reader.read(question, PLAIN), questions))
    expected = [reader.read(question, PLAIN) for question in questions]
    assert all(close(*pair) for pair in zip(found, expected, strict=True))
    assert not close(expected[0], expected[1])


def test_torch_reads_the_same_from_eight_threads(torch_fp32, tokenizer, reader):
    other = TransformerReader("reader", torch_fp32, tokenizer)
    expected = reader.read(QUESTION, PLAIN)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: other.read(QUESTION, PLAIN), range(8)))
    assert all(close(readings, expected) for readings in found)


@pytest.mark.parametrize("place", [0, 40, 80])
def test_a_long_passage_supports_as_its_best_window_does(reader, openvino_fp32, tokenizer, place):
    statement = "The captain of the Halcyon is Marta Quill."
    long = Readable("Hedges", buried(FERRY.text, place, 80 - place))
    rows = rows_of(tokenizer, [(statement, long)])
    windows = [openvino_fp32.run([padded([row], len(row.ids))])[0][1][0, 2] for row in rows]
    assert len(windows) > 2
    assert np.ptp(windows) > 0.1
    found = reader.support([(statement, MILL), (statement, long), (statement, CHEESE)])
    assert found.dtype == np.float32
    assert found[1] == pytest.approx(1 / (1 + np.exp(-max(windows))), abs=1e-4)


def test_the_settings_name_engine_and_precision(settings):
    def identity(**changes):
        return open_reader(settings.model_copy(update=changes)).identity.partition("/")[2]

    assert identity().startswith("openvino-")
    assert identity(reader_precision="fp32") == "openvino-fp32"
    assert identity(reader_engine="torch", reader_precision="bf16") == "torch-bf16"
    assert identity(embedder="another/embedder", embedder_sha256="0" * 64) == identity()
