"""What is invoiced beyond what was agreed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kingpost.knowledge.invoices import beyond


@pytest.mark.parametrize(
    ("agreed", "net", "earlier", "asked"),
    [
        (100, 101, [], None),  # rounding
        (100, 120, [], 120),
        (100, 60, [60], 120),
        (100, 30, [30, 30, 30], None),  # equal sums: 100 may be agreed for the year
        (100, 40, [20, 30, 25], 115),
        (100, 40, [20, 30, 25, -20], None),  # a credit gives room again
        (100, 100, [100, 100, 100], None),  # agreed for each month
        (100, 70, [90, 80, 95], None),
        (100, 130, [90, 80, 95], 130),
        (100, 120, [120, 120, 120], None),  # what was paid three times is what is asked for now
    ],
)
def test_what_passes_the_agreed_sum(agreed: int, net: int, earlier: list[int], asked: int | None) -> None:
    assert beyond(Decimal(agreed), Decimal(net), [Decimal(sum_) for sum_ in earlier]) == asked
