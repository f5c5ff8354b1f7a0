"""What the tests of import and export share."""

import csv
import io

import pytest


@pytest.fixture
def file(tmp_path):
    """Writes a file of rows (a string, or lists of cells) and gives its path."""

    def write(rows, name="data.csv", encoding="utf-8"):
        path = tmp_path / name
        if not isinstance(rows, str):
            target = io.StringIO()
            csv.writer(target, lineterminator="\n").writerows(rows)
            rows = target.getvalue()
        path.write_bytes(rows.encode(encoding))
        return path

    return write


@pytest.fixture
def load(crm, file):
    """Imports rows with `--yes` and gives the one item of the answer."""

    def run(rows, *options, name="data.csv"):
        return crm("import", file(rows, name), "--yes", "-o", "json", *options).items[0]

    return run


@pytest.fixture
def ask(crm):
    """The rows of a query as tuples."""

    def run(sql):
        return [tuple(item.values()) for item in crm("query", sql, "-o", "json").items]

    return run
