"""Random words for every command, thousands of times: no traceback, no defect. `python benchmarks/arguments.py [COUNT] [SEED]`"""

import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from crmcli.__main__ import run
from crmcli.cli.registry import REGISTRY
from crmcli.cli.root import load_command
from test_edges import ASKING_OTHERS, WORDS

COMMANDS = sorted(set(REGISTRY) - ASKING_OTHERS)


def main(count=5000, seed=1):
    """Exit 1 with the arguments of the first defect."""
    chance = random.Random(seed)
    verbs = [[name, sub] for name in COMMANDS for sub in getattr(load_command(name), "commands", {})] + [
        [name] for name in COMMANDS
    ]
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ |= {
            "CRM_DB": f"{folder}/x.db",
            "HOME": folder,
            "XDG_STATE_HOME": f"{folder}/state",
            "CRM_NOW": "2026-11-21T09:00",
        }
        subprocess.run([sys.executable, "-m", "crmcli", "add", "Ann", "--phone", "13800138000", "--next", "friday"], check=True)
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - until the end
        told, sys.stdout = sys.stdout, Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the end
        sys.stderr = sys.stdout
        for number in range(count):
            argv = [*chance.choice(verbs), *chance.choices(WORDS, k=chance.randint(0, 6))]
            if run(argv) == 1:
                told.write(f"defect at {number}: {argv}\n{Path(folder, 'state/crm/bug.txt').read_text(encoding='utf-8')}")
                return 1
            if number % 500 == 0:
                told.write(f"{number}\n")
                told.flush()
        told.write(f"{count} argument vectors, seed {seed}: no defect\n")
    return 0


if __name__ == "__main__":
    os._exit(main(*map(int, sys.argv[1:])))
