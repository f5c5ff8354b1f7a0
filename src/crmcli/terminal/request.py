"""One request a command: a NamedTuple whose fields are the options; the parser fills it, and a menu completes the same one."""

from collections.abc import Callable, Iterator, Mapping
from inspect import Parameter, Signature
from typing import Any, TypeVar

Request = TypeVar("Request")
Result = TypeVar("Result")


def with_request(kind: type[Request]) -> Callable[[Callable[[Request], Result]], Callable[..., Result]]:
    """Give a command the options that the fields of `kind` are, and call it with the request that was typed.

    A field is annotated as a parameter of a command is. One whose default is another request stands for the fields of that.
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
    for name, default in _defaults(kind).items():
        if _is_request(default):
            yield from _options(type(default))
        else:
            yield Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=kind.__annotations__[name])


def _is_request(default: Any) -> bool:
    return hasattr(default, "_fields")


def _defaults(kind: Any) -> dict[str, Any]:
    """The default of each field."""
    return {name: kind._field_defaults.get(name, Parameter.empty) for name in kind._fields}


def _build(kind: Any, typed: Mapping[str, Any]) -> Any:
    return kind(**{
        name: _build(type(default), typed) if _is_request(default) else typed[name] for name, default in _defaults(kind).items()
    })  # fmt: skip
