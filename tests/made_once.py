"""A file that many tests begin with: filled by the first of them, copied for the others."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def once(fill: Callable[[Any], object]):
    """A fixture: `crm` over a file of the test's own that `fill(crm)` has filled."""
    kept: list[bytes] = []

    @pytest.fixture
    def filled(crm):
        path = Path(os.environ["CRM_DB"])
        if kept:
            path.write_bytes(kept[0])
        else:
            fill(crm)
            kept.append(path.read_bytes())
        return crm

    return filled
