"""How good identity is on made-up businesses whose truth is known: few seconds, no database, so that it cannot rot between two benchmarks.

Two businesses of other names and other noise, four of each: what is tuned to one is checked by the other. Precision first: a wrong merge is the worst error.
"""

from __future__ import annotations

import pytest
from bench.acquaintances import Acquaintances
from bench.judged import judged
from bench.strangers import Strangers

SIZE, SEEDS = 5_000, 4
WANTED = {  # kind -> (precision, recall, asked of the records) at the worst
    "person": (0.99, 0.88, 0.02),
    "client": (0.99, 0.95, 0.02),
    "project": (0.99, 0.92, 0.02),
}


@pytest.mark.parametrize("business", [Acquaintances, Strangers])
def test_what_is_joined_is_right_most_of_what_is_one_is_joined_and_little_is_asked(business):
    found = judged(*(business(SIZE, seed).records() for seed in range(SEEDS)))
    for kind, (precision, recall, asked) in WANTED.items():
        one = found[kind]
        assert one.precision >= precision and one.recall >= recall and one.asked <= asked, f"{kind}: {one}"


def test_the_same_size_and_seed_give_the_same_records():
    assert Strangers(500, 3).records() == Strangers(500, 3).records() != Strangers(500, 4).records()
