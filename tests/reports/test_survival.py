"""Kaplan-Meier against published numbers and plain references."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.reports.shared.kaplan_meier import Durations, falls_to

# Remission in weeks under 6-MP (Freireich et al. 1963), the textbook example; the rest were still in remission.
RELAPSED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
IN_REMISSION = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]


def reference(completed, censored, levels):
    found = []
    for level in levels:
        alive, hit = 1.0, None
        for t in sorted(set(completed)):
            at_risk = sum(one >= t for one in [*completed, *censored])
            alive *= 1 - completed.count(t) / at_risk
            if hit is None and alive <= level + 1e-12:
                hit = t
        found.append(hit)
    return found


# As published: 0.857 at 6, 0.807 at 7, 0.753 at 10, 0.690 at 13, 0.627 at 16, 0.538 at 22, 0.448 at 23.
@pytest.mark.parametrize(
    ("level", "week"),
    [
        (0.9, 6),
        (0.8572, 6),
        (0.857, 7),
        (0.807, 7),
        (0.753, 10),
        (0.691, 13),
        (0.628, 16),
        (0.538, 22),
        (0.449, 23),
        (0.447, None),
    ],
)
def test_the_curve_of_6_mp_falls_as_published(level, week):
    assert falls_to(RELAPSED, IN_REMISSION, [level]) == [week]


def test_the_median_remission_under_6_mp_is_23_weeks():
    assert falls_to(RELAPSED, IN_REMISSION, [0.5]) == [23]


@pytest.mark.parametrize(
    ("completed", "censored", "expected"),
    [
        ([], [], [None, None, None]),
        ([], [3.0], [None, None, None]),
        ([2.0], [], [2.0, 2.0, 2.0]),
        ([0.0, 0.0], [], [0.0, 0.0, 0.0]),
        ([1.0, 2.0, 3.0, 4.0], [], [2.0, 3.0, 4.0]),
        ([1.0, 2.0], [9.0, 9.0], [2.0, None, None]),
        ([5.0], [5.0], [5.0, None, None]),  # who is censored at 5 was at risk at 5
    ],
)
def test_times_within_which_shares_are_over(completed, censored, expected):
    assert falls_to(completed, censored, [0.5, 0.25, 0.1]) == expected


durations = st.lists(st.integers(0, 12), max_size=20)


@given(durations, durations)
def test_the_short_way_is_the_product_limit_estimate(completed, censored):
    levels = [0.9, 0.75, 0.5, 0.25, 0.1, 0.0]
    assert falls_to(completed, censored, levels) == reference(completed, censored, levels)


@given(durations, durations)
def test_waiting_ones_never_make_a_stay_look_shorter(completed, censored):
    alone, among = falls_to(completed, [], [0.5]), falls_to(completed, censored, [0.5])
    assert among == [None] or among >= alone


def test_lost_and_open_stays_are_both_censored():
    from array import array

    lasted = Durations(array("d", [1, 2]), array("d", [5]), array("d", [3]))
    assert lasted.n == 4
    assert lasted.longest((0.5, 0.9)) == [2, None]
