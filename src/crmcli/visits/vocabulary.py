"""The fixed values of the visit procedure."""

from crmcli.core.choices import Choices

CLOSINGS = Choices("closing method", trial="Trial", assumptive="Assumptive", alternative="Alternative", incentive="Incentive")
OBJECTIONS = Choices("kind of objection", price="Price", timing="Timing", trust="Trust", need="Need", authority="Authority")
# The next step that a planned visit is.
STEP_TYPES = {"sign": "close", "relation": "relate", "progress": "keep", "solution": "nurture", "research": "explore"}
