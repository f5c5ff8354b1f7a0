"""A kill, a signal, a broken and a full disk at the calls of a command on its own files. All of them: `python
benchmarks/faults.py`.
"""

import shutil

import pytest

import faults

AT = {
    "config set": [("write", "ENOSPC", 0), ("rename", "KILL", 0), ("openat", "EIO", -1)],
    "init": [("pwrite64", "ENOSPC", -2), ("rename", "INT", 0)],
    "export": [("openat", "INT", -2), ("fsync", "ENOSPC", 0)],
    "calendar": [("openat", "INT", -2), ("rename", "EIO", 0)],
    "pipeline export": [("write", "EIO", 0)],
}


@pytest.mark.skipif(not shutil.which("strace"), reason="strace makes the faults, and it is not installed")
def test_a_fault_leaves_the_old_or_the_new_and_the_last_sentence_is_true(tmp_path):
    world, wrong = faults.World(tmp_path), []
    for name, places in AT.items():
        argv = faults.COMMANDS[name]
        before, points, after = world.uninterrupted(argv)
        for call, fault, which in places:
            point = [one for one in points if one.call == call][which]
            wrong += [(name, point, fault, what) for what in faults.wrongs(world, argv, point, fault, before, after)]
    assert not wrong
