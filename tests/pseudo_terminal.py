"""A person at a real pseudo-terminal, for the tests of menus."""

import faulthandler
import gc
import gettext
import importlib
import os
import re
import signal
import sys
import time
import traceback

import pexpect
import pyte
import pytest

UP, DOWN, ENTER, ESC, ALT_ENTER = "\x1b[A", "\x1b[B", "\r", "\x1b", "\x1b\r"
CTRL_C, CTRL_D, CTRL_Q, CTRL_T, CTRL_U = "\x03", "\x04", "\x11", "\x14", "\x15"
COLUMNS, WAIT, CRASHED = 80, 20, 70
ERASED_ABOVE = re.compile("[^\n]*\n\x1b\\[A\x1b\\[2K")


def pasted(text):
    """As a terminal hands over a paste that it marks."""
    return f"\x1b[200~{text}\x1b[201~"


def left_standing(printed):
    """What a terminal shows of it: a line that was erased is gone."""
    while ERASED_ABOVE.search(printed):
        printed = ERASED_ABOVE.sub("", printed, count=1)
    return printed


def start_in_fork(argv, environment):
    """Runs the program as at its start, in a child that has the terminal and no other open file; never returns.

    A fork of the tests has the libraries already, whose import takes most of a start. The program's own modules are imported
    anew: no patch, no cache and no language of the tests is left in them.
    """
    try:
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        faulthandler.disable()  # its file is closed
        gc.freeze()
        os.environ.clear()
        os.environ.update(environment)
        time.tzset()
        gettext.textdomain("messages")
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        for number, (name, mode) in enumerate({"stdin": "r", "stdout": "w", "stderr": "w"}.items()):
            stream = open(number, mode, closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)
        for name in [*sys.modules]:
            if name.partition(".")[0] == "crmcli":
                del sys.modules[name]
        importlib.import_module("crmcli.__main__").main(argv)
    except BaseException:  # noqa: BLE001 - told on the terminal
        traceback.print_exc()
    finally:
        os._exit(CRASHED)


class Screen:
    """A person at `crm …`: what stands on the screen, and keys to press once something stands there.

    `spawned` starts an interpreter of its own, as a shell does: twice the work of a fork.
    """

    def __init__(self, *argv, lines=40, columns=COLUMNS, pager="cat", spawned=False):
        self.screen, self.columns = pyte.Screen(columns, lines), columns
        self.stream = pyte.Stream(self.screen)
        environment = os.environ | {"TERM": "xterm-256color", "PAGER": pager, "COLUMNS": str(columns)}
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "crmcli", *argv],
            env=environment,
            dimensions=(lines, columns),
            encoding="utf-8",
            timeout=WAIT,
            preexec_fn=None if spawned else lambda: start_in_fork([*argv], environment),
        )
        self.screen.write_process_input = self.child.send  # a terminal answers when it is asked where its cursor stands

    @property
    def text(self):
        """As pyte's own display, which measures every character anew; of a wide one the second cell is empty here."""
        lines = (self.screen.buffer[y] for y in range(self.screen.lines))
        return "\n".join("".join(line[x].data for x in range(self.columns)).rstrip() for line in lines).rstrip()

    def wait_for(self, words, times=1):
        """Feeds the screen until `words` stand on it, so many times."""
        while self.text.count(words) < times:
            try:
                self.stream.feed(self.child.read_nonblocking(4096, timeout=WAIT))
            except (pexpect.EOF, pexpect.TIMEOUT):
                pytest.fail(f"{words!r} never came:\n{self.text}")
        return self

    def press(self, *keys):
        for key in keys:
            self.child.send(key)
        return self

    def end(self):
        """Waits for the end; the exit code."""
        try:
            while True:
                self.stream.feed(self.child.read_nonblocking(4096, timeout=WAIT))
        except pexpect.EOF:
            self.child.close()
        return self.child.exitstatus
