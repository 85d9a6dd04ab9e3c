"""The parts that make a map, each against the plainest way to compute the same."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.manifold import trustworthiness

from rag.map.clusters import NONE, by_size, clusters_of
from rag.map.distortion import UNKNOWN, Distortion, as_bytes, when_known
from rag.map.figures import ranks_in_picture, trustworthiness_and_continuity
from rag.map.labels import words_of
from rag.map.landmarks import Nearest, NearestLandmarks
from rag.map.near_copies import Pairs, groups, pairs_in_cells, pairs_with_landmarks
from rag.map.placing import place
from rag.map.projection import principal, project, within_square
from tests.map.islands import DIMENSION, around, unit


@pytest.fixture(scope="module")
def vectors():
    return np.concatenate([around(subject, 50, seed=subject) for subject in range(5)])


@pytest.fixture(scope="module")
def nearest(vectors):
    own = np.arange(len(vectors))
    return NearestLandmarks(vectors, len(own)).nearest(vectors, 31).without_itself(own)


@pytest.fixture(scope="module")
def picture(vectors, nearest):
    return within_square(project(vectors, nearest, None, lambda share: None))


def test_neighbours_are_the_true_ones_and_not_oneself(vectors, nearest):
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -2)
    assert (nearest.rows != np.arange(len(vectors))[:, None]).all()
    assert np.allclose(nearest.cosines, -np.sort(-cosines, axis=1)[:, :30], atol=1e-5)


def test_the_lists_for_many_find_nearly_what_the_exact_search_finds():
    some, many = unit(np.random.default_rng(0).standard_normal((3000, DIMENSION))), 1_000_000
    exact, quick = NearestLandmarks(some).nearest(some, 5), NearestLandmarks(some, many).nearest(some, 5)
    assert (exact.rows == quick.rows).mean() > 0.6
    assert (quick.cosines <= 1.001).all()
    assert (quick.cosines >= -1).all()


def test_a_picture_has_the_islands(vectors, picture):
    assert picture.shape == (len(vectors), 2)
    assert np.abs(picture).max() == pytest.approx(1)
    clusters = clusters_of(picture)
    for subject in range(5):
        mine = clusters[50 * subject : 50 * subject + 50]
        assert len(set(mine.tolist()) - {NONE}) >= 1
        others = np.delete(clusters, np.arange(50 * subject, 50 * subject + 50))
        assert not set(mine.tolist()) & set(others.tolist()) - {NONE}


def test_the_same_vectors_give_the_same_picture(vectors, nearest, picture):
    assert np.array_equal(within_square(project(vectors, nearest, None, lambda share: None)), picture)


def test_principal_components_are_those_of_the_singular_values(vectors):
    centred = vectors - vectors.mean(axis=0)
    exact = np.linalg.svd(centred, compute_uv=False)[:2]
    assert np.allclose(np.linalg.norm(principal(vectors), axis=0), exact, rtol=1e-2)


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 20])
def test_few_points_are_drawn_too(count):
    few = around(0, count, seed=1)
    own = np.arange(count)
    found = NearestLandmarks(few).nearest(few, 61)
    drawn = project(few, found.without_itself(own) if count > 1 else found, None, lambda share: None)
    assert drawn.shape == (count, 2)
    assert np.isfinite(within_square(drawn)).all()


def test_trustworthiness_is_that_of_scikit_learn(vectors, picture):
    everyone = np.arange(len(vectors))
    ours = trustworthiness_and_continuity(vectors, picture, everyone, 12)
    assert ours[0] == pytest.approx(trustworthiness(vectors, picture, n_neighbors=12, metric="cosine"), abs=2e-3)
    # Continuity is trustworthiness with the two spaces changed over.
    assert ours[1] == pytest.approx(trustworthiness(picture, vectors, n_neighbors=12), abs=2e-3)


def test_a_random_picture_is_not_trusted(vectors, nearest, picture):
    shuffled = np.random.default_rng(3).permutation(picture)
    everyone = np.arange(len(vectors))
    assert trustworthiness_and_continuity(vectors, shuffled, everyone, 12)[0] < 0.6
    true, random = (
        Distortion(vectors, places).of(vectors, places, nearest, everyone) for places in (picture, shuffled)
    )
    assert true.mean() < 0.25
    assert random.mean() > 0.6


def test_distortion_as_a_byte():
    assert as_bytes(np.array([0, 0.5, 1], np.float32)).tolist() == [0, 127, 254]
    assert when_known(UNKNOWN) is None
    assert when_known(254) == 1


def test_ranks_in_the_picture():
    places = np.array([[0, 0], [1, 0], [3, 0], [-2, 0]], np.float32)
    assert ranks_in_picture(places, np.array([0.9, 0]), np.array([1, 0, 2, 3])).tolist() == [1, 2, 3, 4]


def test_a_place_is_among_the_nearest_and_never_between_islands():
    positions = np.array([[0, 0], [0.1, 0], [0, 0.1], [9, 9]], np.float32)
    near = Nearest(np.array([[0, 1, 2, 3]]), np.array([[0.9, 0.89, 0.89, 0.89]], np.float32))
    assert np.linalg.norm(place(near, positions)[0]) < 0.1


def test_near_copies_are_grouped_like_by_comparing_all():
    singles = unit(np.random.default_rng(5).standard_normal((40, DIMENSION)))
    copies = unit(np.repeat(singles[:6], 4, axis=0) + 0.02 * np.random.default_rng(6).standard_normal((24, DIMENSION)))
    every, own = np.concatenate([singles, copies]), np.arange(64)
    near = NearestLandmarks(every).nearest(every, 20).without_itself(own)
    expected = [{row, *range(40 + 4 * row, 44 + 4 * row)} for row in range(6)]
    by_lists = groups(pairs_with_landmarks(own, own, near), 0.95, np.ones(64, dtype=bool))
    by_cells = groups(pairs_in_cells(own, every, np.zeros(64, dtype=np.int64)), 0.95, np.ones(64, dtype=bool))
    for found in (by_lists, by_cells):
        assert sorted(map(set, (group.rows for group in found)), key=min) == expected
        assert all(0.95 <= group.cosine <= 1 for group in found)


def test_what_is_gone_joins_nothing():
    pairs = Pairs(np.array([[0, 1], [1, 2]], np.int32), np.array([0.99, 0.97], np.float32))
    assert [group.rows for group in groups(pairs, 0.95, np.ones(3, bool))] == [[0, 1, 2]]
    assert [group.rows for group in groups(pairs, 0.98, np.ones(3, bool))] == [[0, 1]]
    assert groups(pairs, 0.95, np.array([True, False, True])) == []


def test_clusters_are_numbered_by_size():
    assert by_size(np.array([7, 7, 3, 3, 3, NONE])).tolist() == [1, 1, 0, 0, 0, NONE]


def test_labels_are_words_of_the_cluster_as_they_are_spelled():
    texts = {
        **{number: f"The HTTP server answers request {number}" for number in range(10)},
        **{number: f"Der Vergaser und die Zündkerze Nummer {number}" for number in range(10, 20)},
        **dict.fromkeys(range(20, 30), "東京駅から東京駅まで"),
    }
    ids, clusters = np.arange(30), np.repeat(np.arange(3), 10).astype(np.uint16)
    words = words_of(ids, clusters, 3, lambda wanted: {chunk: texts[chunk] for chunk in wanted})
    assert any("HTTP" in term for term in words[0])
    assert any("Vergaser" in term or "Zündkerze" in term for term in words[1])
    assert any(term in "東京駅から東京駅まで" for term in words[2])
    said = {part.casefold() for cluster in words for term in cluster for part in term.split()}
    assert not said & {"the", "der", "und", "die"}
