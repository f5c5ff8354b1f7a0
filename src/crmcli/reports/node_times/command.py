"""crm node times: the normal times themselves."""

from typing import NamedTuple

from crmcli.core.i18n import t
from crmcli.pipelines import pipelines
from crmcli.reports.shared.report_options import ScopeInput
from crmcli.terminal import options, render, session
from crmcli.terminal.request import with_request

HELP = t("Show normal times at each node, from your own history.")
EXAMPLES = options.examples("crm node times", "crm node times --where 'source:referral' -o json")


class TimesRequest(NamedTuple):
    """The options of `crm node times`, as typed."""

    pipeline: options.OfPipeline = None
    scope: ScopeInput = ScopeInput()


@with_request(TimesRequest)
def times(request: TimesRequest) -> None:
    from crmcli.reports.node_times import view
    from crmcli.reports.shared import deal_histories, stage_durations

    store = session.store()
    asked = deal_histories.Scope.of(pipelines.choose(store, request.pipeline), request.scope)
    rows = stage_durations.normal_times(store, asked)
    params = asked.params()
    render.report(
        rows,
        table=view.draw,
        params=params,
        as_of=asked.as_of,
        notes=view.notes(asked, rows),
        empty=t("This pipeline has no nodes."),
    )
