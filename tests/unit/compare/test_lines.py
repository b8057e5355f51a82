"""Differences of lines: they give back the other text, and are no more than they need to be."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcollect.compare.lines import Block, differing

FEW = st.lists(st.sampled_from(["a", "b", "c", " x", "!"]), max_size=40)


def applied(old: Sequence[str], new: Sequence[str], blocks: Sequence[Block]) -> list[str]:
    """The old text with the blocks taken from the new one."""
    lines, at = [], 0
    for block in blocks:
        lines += [*old[at : block.old_begin], *new[block.new_begin : block.new_end]]
        at = block.old_end
    return lines + list(old[at:])


def cost(blocks: Sequence[Block]) -> int:
    return sum(each.old_end - each.old_begin + each.new_end - each.new_begin for each in blocks)


@given(FEW, FEW)
def test_the_old_text_with_the_differences_is_the_new_one(old: list[str], new: list[str]) -> None:
    blocks = differing(old, new)
    assert applied(old, new, blocks) == new
    for block in blocks:
        assert block.old_end > block.old_begin or block.new_end > block.new_begin
    for one, other in pairwise(blocks):
        assert one.old_end < other.old_begin
        assert one.new_end < other.new_begin


@pytest.mark.no_cover
def test_random_edits_applied_and_diffed_give_back_the_edited_text() -> None:
    for seed in range(10_000):
        dice = Random(seed)
        old = [
            dice.choice(["!", " no shutdown", f"interface {number}", f" vlan {number % 7}"])
            for number in range(60)
        ]
        new = edited(old, dice, dice.randint(0, 12))
        assert applied(old, new, differing(old, new)) == new, seed


def edited(lines: Sequence[str], dice: Random, edits: int) -> list[str]:
    new = list(lines)
    for _ in range(edits):
        at, size = dice.randint(0, len(new)), dice.randint(0, 3)
        new[at : at + size] = [
            dice.choice(["!", " no shutdown", "line new"]) for _ in range(dice.randint(0, 3))
        ]
    return new


def repetitive(size: int) -> list[str]:
    return [
        line
        for number in range(size // 4)
        for line in ("interface x", " vlan 10", f" vlan {number % 3}", "!")
    ]


def by_gnu(tmp_path: Path, old: Sequence[str], new: Sequence[str]) -> int:
    program = shutil.which("diff")
    assert program, "GNU diff is needed"
    for name, lines in (("old", old), ("new", new)):
        (tmp_path / name).write_text("".join(f"{line}\n" for line in lines))
    done = subprocess.run([program, "old", "new"], cwd=tmp_path, capture_output=True, text=True, check=False)
    return sum(line[0] in "<>" for line in done.stdout.splitlines())


@pytest.mark.no_cover
@pytest.mark.parametrize("edits", [1, 5, 40, 300])
def test_never_more_than_a_fifth_above_gnu_diff_on_repetitive_texts(tmp_path: Path, edits: int) -> None:
    dice = Random(edits)
    old = repetitive(4000)
    new = edited(old, dice, edits)
    for one, other in ((old, new), (new, old)):
        assert cost(differing(one, other)) <= 1.2 * by_gnu(tmp_path, one, other)


def test_a_block_removed_from_a_repetitive_text(tmp_path: Path) -> None:
    old = repetitive(4000)
    new = old[:1000] + old[1026:]
    assert cost(differing(old, new)) == cost(differing(new, old)) == 26


def test_a_line_that_moved_far_is_not_an_anchor() -> None:
    many = ["a", "b"] * 200
    assert cost(differing(["moved", *many], [*many, "moved"])) == 2


def test_unique_lines_hold_the_text_together() -> None:
    """The fewest edits would tear the two functions apart."""
    old = ["one {", "a", "}"]
    new = ["zero {", "b", "}", "one {", "a", "}"]
    assert differing(old, new) == [Block(0, 0, 0, 3)]


@pytest.mark.no_cover
def test_texts_with_nothing_in_common() -> None:
    old, new = [f"a{number}" for number in range(3000)], [f"b{number}" for number in range(2000)]
    assert differing(old, new) == [Block(0, 3000, 0, 2000)]
    assert differing([], ["x"]) == [Block(0, 0, 0, 1)]
    assert differing(["x"], ["x"]) == []
