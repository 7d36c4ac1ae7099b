"""Intervals and tests against known values."""

from __future__ import annotations

import pytest

from eujassist.evaluation.statistics import (
    corrected,
    difference_interval,
    mean_interval,
    paired_p,
    ratio_interval,
    smallest_change,
)


def test_the_interval_of_a_share_is_honest_at_its_ends() -> None:
    low, high = mean_interval([1.0] * 10)
    assert [low, high] == pytest.approx([0.722, 1.0], abs=0.001)
    low, high = mean_interval([0.0] * 10)
    assert [low, high] == pytest.approx([0.0, 0.278], abs=0.001)


def test_the_interval_of_a_mean_holds_it_and_is_the_same_again() -> None:
    values = [0.1, 0.5, 0.9, 1.0, 0.3, 0.7] * 10
    low, high = mean_interval(values)
    assert 0.45 < low < sum(values) / len(values) < high < 0.7
    assert mean_interval(values) == (low, high)


def test_a_difference_that_is_always_the_same_way_is_not_chance() -> None:
    assert paired_p([0.1] * 10) == pytest.approx(2 / 2**10)
    assert difference_interval([0.1] * 10).low == pytest.approx(0.1)


def test_no_difference_and_a_single_one_show_nothing() -> None:
    assert paired_p([0.0] * 50) == 1.0
    assert paired_p([0.0, 0.5]) == 1.0


def test_p_values_are_corrected_for_their_number() -> None:
    assert corrected([0.01, 0.02, 0.9]) == pytest.approx([0.03, 0.03, 0.9])
    assert corrected([]) == []


def test_the_smallest_change_falls_with_the_root_of_the_number() -> None:
    few, many = smallest_change([-1.0, 1.0] * 50), smallest_change([-1.0, 1.0] * 200)
    assert few == pytest.approx(2.8016 * 1.005 / 10, abs=0.001)
    assert few / many == pytest.approx(2, abs=0.02)


def test_a_set_in_which_nothing_changed_still_shows_only_so_much() -> None:
    assert smallest_change([0.0] * 100) == pytest.approx(1 - 0.05 ** (1 / 100))


def test_the_interval_of_a_ratio() -> None:
    low, high = ratio_interval([0.5] * 8, [1.0] * 8)
    assert [low, high] == pytest.approx([0.5, 0.5])


def test_one_value_alone_says_nothing_of_a_mean() -> None:
    assert mean_interval([0.63]) == (0, 1)
