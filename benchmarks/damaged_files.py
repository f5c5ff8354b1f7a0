"""A hundred damaged files, each read by every reading command: no crash, and not one byte changed.

`python benchmarks/damaged_files.py [files] [seed]` prints what went wrong, and ends with 1 where anything did.
"""

import contextlib
import hashlib
import io
import os
import random
import shlex
import sys
import tempfile
from pathlib import Path

from crmcli.__main__ import run

READERS = (
    Path(__file__).resolve().parent.parent.joinpath("tests/data/reading-commands.txt").read_text(encoding="utf-8").splitlines()
)
PAGE = 4096
FINE = {0, 2, 3, 4, 5, 6, 10}


def flip_bits(content, chance):
    for _ in range(chance.choice((1, 3, 30))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def zero_a_page(content, chance):
    start = chance.randrange(len(content) // PAGE) * PAGE
    content[start : start + PAGE] = bytes(PAGE)


def swap_two_pages(content, chance):
    one, other = (chance.randrange(len(content) // PAGE) * PAGE for _ in range(2))
    content[one : one + PAGE], content[other : other + PAGE] = content[other : other + PAGE], content[one : one + PAGE]


def cut_off(content, chance):
    del content[chance.randrange(len(content)) :]


def spoil_a_text(content, chance):
    """Other letters in the middle of the rows: what SQLite's own checks cannot see."""
    start = chance.randrange(PAGE, len(content) - 40)
    content[start : start + 40] = bytes(byte if byte < 32 else chance.randrange(32, 256) for byte in content[start : start + 40])


DAMAGES = (flip_bits, zero_a_page, swap_two_pages, cut_off, spoil_a_text)


def quietly(*argv):
    """Exit code and what was printed."""
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            return run(list(argv)), out.getvalue()
    except BaseException as error:  # noqa: BLE001 - what should not have come is what is looked for
        return f"{type(error).__name__}: {error}", out.getvalue()


def checked(path):
    """Each command on the damaged file that did not end well, with its words."""
    before = hashlib.sha256(path.read_bytes()).digest()
    for line in READERS:
        code, said = quietly(*shlex.split(line), "--db", str(path))
        if code not in FINE or "Traceback" in said:
            yield f"crm {line}: {code}: {said.strip().splitlines()[-1:]}"
        if hashlib.sha256(path.read_bytes()).digest() != before:
            yield f"crm {line}: changed the file"
            return


def main(count=100, seed=1):
    chance, wrong = random.Random(seed), 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            HOME=folder, CRM_NOW="2026-11-23T09:00", CRM_LANG="en", XDG_STATE_HOME=f"{folder}/state", CRM_NO_INPUT="1"
        )
        whole, path = Path(folder, "demo.db"), Path(folder, "damaged.db")
        quietly("demo", "--no-input", "--keep", str(whole))
        for number in range(count):
            content, damage = bytearray(whole.read_bytes()), DAMAGES[number % len(DAMAGES)]
            damage(content, chance)
            path.write_bytes(content)
            for fault in checked(path):
                wrong += 1
                print(f"file {number} ({damage.__name__}): {fault}")
    print(f"{count} damaged files × {len(READERS)} commands: {wrong} wrong")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
