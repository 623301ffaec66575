"""Adding costs what a text is long, whatever its shape. At length: python tests/faults/shapes.py."""

from pathlib import Path

import pytest
import shapes


# A square law grows by 4 a doubling, and by 64 here; twice what is linear is left for other programs on the machine.
@pytest.mark.parametrize("shape", shapes.SHAPES)
def test_eight_times_the_text_costs_about_eight_times(shape: str, tmp_path: Path) -> None:
    shapes.cost(tmp_path, shape, 1000)  # loads what is loaded once
    costs, _ = shapes.growth(tmp_path, shape, [32 * 1024, 256 * 1024])
    assert costs[1] < 16 * costs[0] + 0.2
