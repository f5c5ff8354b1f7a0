"""Every call of a command on its own files meets a kill, a signal, a broken and a full disk: `python benchmarks/faults.py
[COMMAND…]`

Needs strace. Prints what went wrong, and ends with 1 where anything did. All commands together take about ten minutes.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from faults import COMMANDS, FAULTS, World, wrongs


def main(names):
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        for name in names or COMMANDS:
            argv = COMMANDS[name]
            before, points, after = world.uninterrupted(argv)
            for point in points:
                for fault in FAULTS:
                    for what in wrongs(world, argv, point, fault, before, after):
                        wrong += 1
                        print(f"{name}, {fault} at {point.call} {point.when}: {what}", flush=True)
            print(f"{name}: {len(points)} calls × {len(FAULTS)} faults", flush=True)
    print(f"{wrong} wrong")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
