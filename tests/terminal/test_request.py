"""A request: what is typed fills its fields, and those of its parts."""

from dataclasses import FrozenInstanceError, dataclass, field
from inspect import signature
from typing import Annotated, NamedTuple

import pytest
import typer
from typer.testing import CliRunner

from crmcli.terminal.request import with_request


@dataclass(frozen=True, slots=True)
class Part:
    on: Annotated[str | None, typer.Option("--next", help="The day.")] = None
    many: Annotated[list[str] | None, typer.Option("--many")] = None


@dataclass(frozen=True, slots=True)
class Request:
    who: Annotated[str, typer.Argument(metavar="WHO")]
    count: Annotated[int, typer.Option("--count")] = 1
    part: Part = field(default_factory=Part)
    quiet: Annotated[bool, typer.Option("--quiet")] = False


def run(*words):
    asked, app = [], typer.Typer(add_completion=False)

    @app.command(help="Does it.")
    @with_request(Request)
    def command(request: Request) -> None:
        asked.append(request)

    found = CliRunner().invoke(app, words)
    return (asked or [None])[0], found


@pytest.mark.parametrize(
    ("words", "request_"),
    [
        (("Ann",), Request("Ann")),
        (("Ann", "--count", "3", "--quiet"), Request("Ann", 3, quiet=True)),
        (("--next", "friday", "Ann"), Request("Ann", part=Part("friday"))),
        (("Ann", "--many", "a", "--many", "b"), Request("Ann", part=Part(many=["a", "b"]))),
    ],
)
def test_the_parser_makes_the_request_that_a_test_makes(words, request_):
    assert run(*words)[0] == request_


def test_a_request_does_not_change():
    with pytest.raises(FrozenInstanceError):
        Request("Ann").who = "Ben"


def test_the_order_and_the_help_of_the_options_are_those_of_the_fields():
    assert list(signature(with_request(Request)(print)).parameters) == ["who", "count", "on", "many", "quiet"]
    said = run("--help")[1].output
    assert "Does it." in said
    assert "The day." in said
    assert run("Ann", "--nonsense")[1].exit_code == 2


def test_two_fields_of_one_name_are_refused():
    @dataclass(frozen=True, slots=True)
    class Twice:
        on: Annotated[str | None, typer.Option("--on")] = None
        part: Part = field(default_factory=Part)

    with pytest.raises(ValueError, match="duplicate parameter name"):
        with_request(Twice)(lambda request: None)


def test_a_named_tuple_is_a_request_too():
    class Named(NamedTuple):
        who: Annotated[str, typer.Argument(metavar="WHO")]
        count: Annotated[int, typer.Option("--count")] = 1

    assert with_request(Named)(lambda request: request)(who="Ann", count=3) == Named("Ann", 3)
