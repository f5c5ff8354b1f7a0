"""Whole screens kept as files: `same("show-zh-80", text)`. After a wanted change: `SNAPSHOTS=write pytest`, then look at the
diff.
"""

import os
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "snapshots"
WRITE = os.environ.get("SNAPSHOTS") == "write"


@pytest.fixture
def same():
    def check(name, text):
        path = FOLDER / f"{name}.txt"
        if WRITE:
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return check
