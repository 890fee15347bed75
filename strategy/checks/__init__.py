"""The rules R01-R43 of method.md section 4: each looks at one company and says what it finds.

`judge` runs every rule; a rule without data says which answer it misses and never that all is well.
"""

from strategy.checks import channel_rules, earning_rules, model_rules, portfolio_rules, value_rules
from strategy.checks.facts import Disagreement as Disagreement
from strategy.checks.facts import Facts as Facts
from strategy.checks.facts import Thresholds as Thresholds
from strategy.checks.facts import facts_of as facts_of
from strategy.checks.ranking import Light as Light
from strategy.checks.ranking import Point as Point
from strategy.checks.ranking import light_of as light_of
from strategy.checks.ranking import points_of as points_of
from strategy.checks.ranking import ranked_work as ranked_work
from strategy.checks.ranking import strengths as strengths
from strategy.checks.rule import RULES as RULES
from strategy.checks.rule import Affected as Affected
from strategy.checks.rule import Figure as Figure
from strategy.checks.rule import Finding as Finding
from strategy.checks.rule import MissingAnswer as MissingAnswer
from strategy.checks.rule import Place as Place
from strategy.checks.rule import Severity as Severity

RULE_MODULES = (channel_rules, earning_rules, model_rules, portfolio_rules, value_rules)


def judge(facts: Facts) -> list[Finding]:
    """What every rule says, in the order of their numbers."""
    return [RULES[code](facts) for code in sorted(RULES)]
