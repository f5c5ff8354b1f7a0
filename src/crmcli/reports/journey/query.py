"""What the journey map reads: the lines of touches of a scope, and the names of the nodes."""

from typing import NamedTuple

from crmcli.pipelines import pipelines
from crmcli.reports.journey.calc import Names, Row, follow, rows
from crmcli.reports.shared import deal_histories
from crmcli.storage.store import Store


class JourneyMap(NamedTuple):
    """What was found: the rows, the names of the pipeline's nodes in order, the number of runs."""

    scope: deal_histories.Scope
    names: Names
    rows: list[Row]
    runs: int


def names_of(store: Store, pipeline: pipelines.Pipeline) -> dict[int, str]:
    """By number the names of the nodes that belong to runs, in order; also of retired ones."""
    return {one.no: one.name for one in pipelines.nodes(store, pipeline, retired=True) if one.role != "after"}


def read_journey(store: Store, asked: deal_histories.Scope) -> JourneyMap:
    """The journey map that was asked for."""
    flow, names = follow(deal_histories.lines(store, asked)), names_of(store, asked.pipeline)
    return JourneyMap(asked, names, rows(names, flow), sum(flow.starts.values()))
