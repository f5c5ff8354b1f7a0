"""The fixed values of customers and of what happens with them: a code for scripts, a label for people."""

from crmcli.core.choices import Choices

STATUS = Choices("status", lead="lead", customer="customer", parked="parked", lost="lost")
VERDICT = Choices("verdict", valuable="worth pursuing", worthless="not worth pursuing", unsure="unsure")
GRADE = Choices("grade", big="big", normal="normal", small="small")
CHANNELS = Choices("channel", call="call", sms="SMS", wechat="WeChat", mail="mail", visit="visit", other="other")
REACTIONS = Choices("reaction", positive="took it well", neutral="neutral", negative="took it badly")
DIRECTIONS = Choices("direction", **{"in": "from the customer", "out": "to the customer", "no_answer": "no answer"})
NOTE_KINDS = Choices(
    "note kind", note="note", need="need", proposal="proposal", inquiry="inquiry", feedback="feedback", complaint="complaint"
)
EVENT_KINDS = Choices(
    "kind", added="added", touch="touch", **NOTE_KINDS.labels, qualification="qualification", loss="lost deal",
    reopened="reopened", order="order", payment="payment", followup="next step done", promise="promised", kept="promise kept",
    worry="concern", rival="competitor", settled="resolved", sign="sign", parked="parked", woken="made active", fact="fact",
    objection="objection", recall="recalled",
)  # fmt: skip
VISIT_PURPOSES = Choices(
    "purpose of a visit", sign="Sign the deal", relation="Maintain relationship", progress="Check progress",
    solution="Discuss solution", research="Market research",
)  # fmt: skip
LOSS_REASONS = Choices(
    "loss reason", no_contact="No contact details taken", not_followed="Not followed up", missed_point="Missed the point",
    attitude="Poor attitude", knowledge="Weak product knowledge", never_asked="Never asked for the order",
    out_of_stock="Out of stock", competitor="Competitor", price="Price", need_gone="No longer needed", other="Other",
)  # fmt: skip
