"""OpenVINO GenAI on a real converted model, where the extra is installed."""

from __future__ import annotations

import shutil
import warnings

import pytest

pytest.importorskip("openvino_genai")

from rag.compose import make_language_model
from rag.errors import ModelError
from rag.settings import Settings
from rag.types import Message, Sampling
from tests.models.tiny_openvino import convert

ASK = (
    Message("system", "Answer from the passages."),
    Message("user", "[1] The key of the shed hangs behind the kitchen door. It is red.\n\nQuestion: Where is the key?"),
)
ANSWER = "The key of the shed hangs behind the kitchen door. [1]"


@pytest.fixture(scope="module")
def folder(quoting_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("converted") / "quoting"
    shutil.copytree(quoting_folder, folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Tracing warns of what it cannot follow, and the converter of its own past.
        return convert(folder)


@pytest.fixture(scope="module")
def model(folder):
    return make_language_model(Settings(generator=f"genai:{folder}"))


def said(model, **sampling):
    return list(model.stream(ASK, Sampling(**sampling)))


def test_it_says_what_the_other_engine_says(model, quoting):
    pieces = said(model)
    assert "".join(pieces).strip() == ANSWER
    assert "".join(pieces) == "".join(quoting.stream(ASK, Sampling()))
    assert len(pieces) > 2
    assert model.count(ASK) == quoting.count(ASK)


def test_it_is_sampled_by_its_seed(model):
    how = {"temperature": 3.0, "seed": 4, "max_tokens": 12}
    assert said(model, **how) == said(model, **how)


def test_bounds_and_stops(model):
    assert "".join(said(model, stop=("kitchen",))).strip() == "The key of the shed hangs behind the"
    assert "".join(said(model, max_tokens=4)).strip() == "The key"


def test_closing_stops_it(model):
    stream = model.stream(ASK, Sampling())
    next(stream)
    stream.close()
    assert "".join(said(model)).strip() == ANSWER


def test_a_folder_without_a_converted_model(quoting_folder):
    with pytest.raises(ModelError, match=r"no openvino_model\.xml"):
        make_language_model(Settings(generator=f"genai:{quoting_folder}"))


def test_a_damaged_model_is_a_clear_error(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "damaged")
    (tmp_path / "damaged" / "openvino_model.xml").write_text("<net>")
    damaged = make_language_model(Settings(generator=f"genai:{tmp_path / 'damaged'}"))
    with pytest.raises(ModelError, match="cannot be loaded by OpenVINO GenAI"):
        said(damaged)
