"""The OpenVINO engine against sentence-transformers itself."""

import numpy as np
import pytest

from rag.embedders import open_embedder
from rag.settings import Settings

TEXTS = ["How do I open a file?", "", "A file is opened with open().", "猫は好きです 😀", "word " * 900]


def test_a_text_lies_nearest_to_what_it_means(tmp_path):
    vectors = open_embedder(Settings(cache=tmp_path)).embed(TEXTS)
    similarity = vectors @ vectors.T
    assert similarity[0, 2] > 0.5 > similarity[0, 3]
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
