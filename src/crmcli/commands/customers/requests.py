"""What a command is asked to say of a customer: an option a field, read as the field wants it."""

import inspect
from collections.abc import Callable, Container, Mapping
from functools import wraps
from types import MappingProxyType
from typing import Annotated, Any, NamedTuple

import typer

from crmcli.core.choices import mark
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.customers import fields, lookup, writes
from crmcli.customers.model import FIELDS, Field, Kind
from crmcli.pipelines.qualification_options import QualificationInput
from crmcli.storage.store import Store
from crmcli.terminal import stream
from crmcli.terminal.sanitize import validate_text

Said = Mapping[str, Any]  # as typed, by the name of the field; `add_phone` and its like stand beside
NOTHING: Said = MappingProxyType({})
_SEVERAL: tuple[Kind, ...] = ("contact", "tags", "portrait")  # options that may be given more than once
_CLEARED: tuple[Kind, ...] = ("company", "text", "birthday", "handle")  # an empty text clears them


class AddRequest(NamedTuple):
    """What `crm add` is asked: the customer, the first next step, the first touch, the judgement, all as typed."""

    name: str | None
    said: Said
    next_on: str | None
    next_text: str | None
    next_type: str | None
    node: str | None
    at: str | None
    judged: QualificationInput


class EditRequest(NamedTuple):
    """What `crm edit` is asked: whom, the new name, and what is said of them."""

    customer: str
    name: str | None
    said: Said


def with_field_options(*, without: Container[Kind] = ()) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Let a command take an option a field in the place of its parameter `said`, which gets what was given of them."""
    options = [_option(field) for field in FIELDS if field.kind not in without]

    def take_options(command: Callable[..., None]) -> Callable[..., None]:
        signature = inspect.signature(command, eval_str=True)

        @wraps(command)
        def run(**given: Any) -> None:
            said = {one.name: given.pop(one.name) for one in options}
            command(**given, said=MappingProxyType(given_only(said)))

        parameters = [part for one in signature.parameters.values() for part in (options if one.name == "said" else [one])]
        run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
        return run

    return take_options


def _option(field: Field) -> inspect.Parameter:
    completion = _source_names if field.name == "source" else None
    option = typer.Option(field.flag, metavar=field.metavar, help=mark(field.help), autocompletion=completion)
    kind: Any = list[str] | None if field.kind in _SEVERAL else str | None
    return inspect.Parameter(
        field.name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None, annotation=Annotated[kind, option]
    )


def _source_names() -> list[str]:
    from crmcli.customers.lead_sources import suggestions

    return suggestions()


def given_only(said: Said) -> dict[str, Any]:
    """What was given at all; an empty text was."""
    return {name: value for name, value in said.items() if value is not None and value != []}


def read(store: Store, said: Said) -> dict[str, Any]:
    """What was said as `writes` takes it, each checked and tidied."""
    return {
        key: _READERS[field.kind](store, field, key, said[key])
        for kind in _READERS
        for field in FIELDS
        for key in (field.name, f"add_{field.name}", f"remove_{field.name}")
        if field.kind == kind and key in said and (said[key] or kind in _CLEARED)
    }


def _column(_store: Store, field: Field, _key: str, value: str) -> str:
    return writes.parse_column(field, value, field.flag)


def _contacts(_store: Store, _field: Field, key: str, values: list[str]) -> list[str]:
    """An empty one says to drop those that are known; one more cannot be empty."""
    return [validate_text(one, f"--{key.replace('_', '-')}") for one in values if one.strip() or key.startswith("add_")]


def _handle(_store: Store, _field: Field, _key: str, value: str) -> list[str]:
    return [value.strip()] if value.strip() else []


def _tags(_store: Store, field: Field, _key: str, values: list[str]) -> list[str]:
    return [validate_text(one, field.flag) for one in values]


def _portrait(store: Store, field: Field, _key: str, values: list[str]) -> dict[str, str]:
    return dict(_pair(store, field, one) for one in values)


def _pair(store: Store, field: Field, text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise UsageError(
            t("{value!r} is not a field with a value.", value=text), t("Write it like --field {example}", example="预算=600万")
        )
    found = fields.find(store, name.strip())
    if found is None and value.strip():
        from crmcli.core import near_matches

        said = t("New field {name!r}; see crm field list.", name=name.strip())
        stream.print_notice(" ".join(filter(None, (said, near_matches.asked(near_matches.nearest(name, fields.names(store)))))))
    return (found[1] if found else validate_text(name, field.flag)), value.strip()


def _referrer(store: Store, _field: Field, _key: str, value: str) -> int:
    return lookup.one(store, value).no


# In this order they are checked; a note is none of the customer's data.
_READERS: dict[Kind, Callable[[Store, Field, str, Any], Any]] = {
    "company": _column, "text": _column, "contact": _contacts, "tags": _tags, "birthday": _column, "portrait": _portrait,
    "referrer": _referrer, "handle": _handle,
}  # fmt: skip
