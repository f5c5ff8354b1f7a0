"""What waits for the end of a command stands on the terminal before anything else does."""

import io

from crmcli.terminal import stream


class Buffered(io.StringIO):
    """A terminal that shows what was flushed."""

    shown = ""

    def isatty(self):
        return True

    def flush(self):
        self.shown = self.getvalue()


def test_what_was_held_is_on_the_terminal_before_the_next_question(monkeypatch):
    out = Buffered()
    monkeypatch.setattr("sys.stdout", out)
    stream.start()
    stream.hold(paged=True)
    stream.write("the table\n")
    assert out.getvalue() == ""
    stream.release()
    stream.start()
    assert out.shown == "the table\n"
