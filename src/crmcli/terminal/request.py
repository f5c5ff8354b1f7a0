"""One frozen request a command: its fields are the options, the parser fills it, and a menu completes the same one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from inspect import Parameter, Signature
from typing import Any, TypeVar, get_type_hints

Request = TypeVar("Request")
Result = TypeVar("Result")


def with_request(kind: type[Request]) -> Callable[[Callable[[Request], Result]], Callable[..., Result]]:
    """Give a command the options that the fields of `kind` are, and call it with the request that was typed.

    A field is annotated as a parameter of a command is. One whose default is made by another such dataclass stands for the
    fields of that.
    """

    def decorate(command: Callable[[Request], Result]) -> Callable[..., Result]:
        def run(**typed: Any) -> Result:
            return command(_build(kind, typed))

        options = list(_options(kind))
        run.__name__, run.__module__, run.__doc__ = command.__name__, command.__module__, command.__doc__
        run.__signature__ = Signature(options)  # type: ignore[attr-defined]
        run.__annotations__ = {option.name: option.annotation for option in options}
        run.request = kind  # type: ignore[attr-defined]
        return run

    return decorate


def _options(kind: Any) -> Iterator[Parameter]:
    hints = get_type_hints(kind, include_extras=True)
    for field in fields(kind):
        if is_dataclass(field.default_factory):
            yield from _options(field.default_factory)
        else:
            default = Parameter.empty if field.default is MISSING else field.default
            yield Parameter(field.name, Parameter.KEYWORD_ONLY, default=default, annotation=hints[field.name])


def _build(kind: Any, typed: Mapping[str, Any]) -> Any:
    return kind(**{
        field.name: _build(field.default_factory, typed) if is_dataclass(field.default_factory) else typed[field.name]
        for field in fields(kind)
    })  # fmt: skip
