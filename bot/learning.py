"""Learns which terms speak for which intent: softmax regression, by small batches.

The step of each term shrinks with what it has moved already, though less than AdaGrad's does: the rare ones would be believed too
much. The weights are the average of the later rounds. So a few rounds come near to what a solver that looks at all examples at once
needs a hundred for.
"""

from __future__ import annotations

from typing import Callable, List, Tuple

from numpy import arange, float32, full, int32, ndarray, sqrt, unique, zeros, zeros_like
from numpy.random import RandomState
from scipy.sparse import csr_matrix
from scipy.special import softmax

BATCH = 256  # messages
FIRST_ROUNDS = 1 / 3  # of all: these are not in the average

Batch = Tuple[ndarray, csr_matrix, ndarray]


def _silently(*progress: object) -> None:
    pass


def learn(
    features: csr_matrix, intents: ndarray, *, rounds: int, step: float, seed: int, say: Callable[..., None] = _silently
) -> Tuple[ndarray, ndarray]:
    """The weights, a row for each term and a column for each intent, and what each intent has without any term."""
    chance = RandomState(seed)
    weights = zeros((features.shape[1], intents.max() + 1), dtype=float32)
    constant = zeros(weights.shape[1], dtype=float32)
    moved = full(len(weights), 1e-8, dtype=float32)
    summed, summed_constant = zeros_like(weights), zeros_like(constant)
    batches = _batches(features, intents, chance)
    left_out = int(rounds * FIRST_ROUNDS)
    for number in range(rounds):
        say("learning", number, rounds)
        for at in chance.permutation(len(batches)):
            terms, rows, meant = batches[at]
            ours = weights.take(terms, axis=0)
            wrong = softmax(rows @ ours + constant, axis=1)
            wrong[arange(len(meant)), meant] -= 1
            slope = rows.T @ wrong
            moved[terms] = far = moved.take(terms) + (slope * slope).mean(axis=1)
            slope *= (step / far**0.25)[:, None]
            weights[terms] = ours - slope
            constant -= 0.02 / sqrt(number * len(batches) + 1) * wrong.sum(axis=0)
        if number >= left_out:
            summed += weights
            summed_constant += constant
    return summed / (rounds - left_out), summed_constant / (rounds - left_out)


def _batches(features: csr_matrix, intents: ndarray, chance: RandomState) -> List[Batch]:
    """The messages shuffled and dealt out. A batch is its terms, its messages over these terms alone, and what they mean."""
    order = chance.permutation(features.shape[0])
    features, intents = features[order], intents[order]
    batches = []
    for start in range(0, len(intents), BATCH):
        rows = features[start : start + BATCH]
        terms, place = unique(rows.indices, return_inverse=True)
        narrow = csr_matrix((rows.data, place.astype(int32), rows.indptr), shape=(rows.shape[0], len(terms)))
        batches.append((terms, narrow, intents[start : start + BATCH]))
    return batches
