"""A word typed with suggestions that narrow down while typing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from crmcli.terminal.clean import clean

Find = Callable[[str], Iterable[tuple[str, str]]]


def word(question: str, find: Find) -> str:
    """What was typed or picked, empty for nothing. `find(typed)` gives (word, label); a picked label stands for its word."""
    import questionary
    from prompt_toolkit.completion import Completer, Completion

    class Suggestions(Completer):
        def get_completions(self, document: Any, complete_event: Any) -> Any:  # noqa: ARG002 - the library's signature
            for value, label in find(document.text):
                yield Completion(value, start_position=-len(document.text), display=f"{clean(label)}  {value}")

    asked = questionary.text(clean(question), qmark="›", completer=Suggestions(), complete_while_typing=True)
    buffer = asked.application.current_buffer
    asked.application.pre_run_callables.append(lambda: buffer.start_completion(select_first=False))
    return str(asked.unsafe_ask()).strip()
