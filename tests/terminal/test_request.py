"""A request: what is typed fills its fields, and those of its parts."""

from inspect import signature
from typing import Annotated, NamedTuple

import pytest
import typer
from typer.testing import CliRunner

from crmcli.terminal.request import with_request


class Part(NamedTuple):
    on: Annotated[str | None, typer.Option("--next", help="The day.")] = None
    many: Annotated[list[str] | None, typer.Option("--many")] = None


class Request(NamedTuple):
    who: Annotated[str, typer.Argument(metavar="WHO")]
    count: Annotated[int, typer.Option("--count")] = 1
    part: Part = Part()
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
    with pytest.raises(AttributeError):
        Request("Ann").who = "Ben"


def test_the_order_and_the_help_of_the_options_are_those_of_the_fields():
    assert list(signature(with_request(Request)(print)).parameters) == ["who", "count", "on", "many", "quiet"]
    said = run("--help")[1].output
    assert "Does it." in said
    assert "The day." in said
    assert run("Ann", "--nonsense")[1].exit_code == 2


def test_two_fields_of_one_name_are_refused():
    class Twice(NamedTuple):
        on: Annotated[str | None, typer.Option("--on")] = None
        part: Part = Part()

    with pytest.raises(ValueError, match="duplicate parameter name"):
        with_request(Twice)(lambda request: None)
