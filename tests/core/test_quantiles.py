"""Quantiles against those of the standard library."""

from statistics import quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.core.quantiles import quantile


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=30))
def test_quantiles_are_of_type_7(values):
    assert [quantile(sorted(values), share / 4) for share in (1, 2, 3)] == pytest.approx(
        quantiles(values, n=4, method="inclusive")
    )


def test_no_values_have_no_quantile():
    assert quantile([], 0.5) is None
