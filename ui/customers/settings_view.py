"""The owner's parameters of the method (3.1), each with its help, and the bounds between the classes."""

from __future__ import annotations

from uuid import uuid4

import streamlit as st

from strategy.company import saying
from strategy.deck import FieldSpec, Question
from strategy.nouns.company import CRITERIA
from strategy.scoring.portfolio import a_revenue_fit
from strategy.words.formats import euro, number
from strategy.words.texts import area, text
from strategy.words.typed import Unreadable
from ui.form import question_form
from ui.frame.frame import Desk
from ui.look.palette import CARDS
from ui.overview import overview_of

GROUPS: dict[str, dict[str, str]] = {
    "costs": {"hourly_cost": "amount", "fixed_cost_per_order": "amount"},
    "yardsticks": {
        "a_revenue": "amount",
        "target_contribution": "percent",
        "max_reserve": "percent",
        "reference_days_to_pay": "days",
        "reference_days_to_decide": "days",
        "positive_from": "count",
        "capital_cost": "percent",
        "grid_revenue": "amount",
    },
    "weights": {f"weights.{name}": "count" for name in CRITERIA},
    "rules": {
        "weakest_link": "choice",
        "reserve_rule": "choice",
        "revenue_floor": "yes_no",
        "horizon": "choice",
        "horizon_years": "count",
    },
}

MAY_BE_UNKNOWN = ("hourly_cost", "fixed_cost_per_order", "a_revenue", "grid_revenue")


def scoring_settings(desk: Desk) -> None:
    """Draw the settings, group by group."""
    st.caption(settings_text(desk, "hint"))
    for group in GROUPS:
        question = as_question(group, desk.language)
        st.html(
            f'<div class="bk-question bk-card-segmentatie"><h2>{question.title}</h2><p>{question.hint}</p></div>'
        )
        question_form(
            question,
            desk.sheet,
            desk.language,
            accent=CARDS["segmentatie"],
            key=f"{desk.sheet.company_id}-{group}",
        )
        if group == "yardsticks":
            a_revenue(desk)
    bounds(desk)


def a_revenue(desk: Desk) -> None:
    """Where the A-revenue comes from while nobody chose one, and a warning where it sorts hardly anybody."""
    scores = overview_of.scores(desk)
    amount = float(scores.yardsticks.a_revenue)
    if desk.company.settings.a_revenue is not None or amount != amount:
        return
    st.caption(text("settings.a_revenue.default", desk.language, amount=euro(amount, desk.language)))
    if fit := a_revenue_fit(scores):
        st.warning(text(f"settings.a_revenue.{fit}", desk.language))


def settings_text(desk: Desk, key: str) -> str:
    """A text of the settings."""
    return text(f"settings.{key}", desk.language)


def as_question(group: str, language: str) -> Question:
    """A group of settings in the shape of a question, so that the saving form can draw it."""
    return Question(
        code=f"settings-{group}",
        card="segmentatie",
        name=group,
        form="each",
        item="settings",
        short=False,
        at_least=None,
        at_most=None,
        per=None,
        fields=tuple(field(name, type_, language) for name, type_ in GROUPS[group].items()),
        beside=(),
        title=text(f"settings.groups.{group}", language),
        hint=text(f"settings.group_hints.{group}", language),
        sections={},
        facilitation="",
    )


def field(name: str, type_: str, language: str) -> FieldSpec:
    """One setting as a field of the form."""
    words = area("settings", language)["fields"][name.replace(".", "_")]
    options = area("settings", language)["options"].get(name, {})
    return FieldSpec(
        name=name,
        type=type_,
        label=words["label"],
        help=words["help"],
        options=options,
        required=name not in MAY_BE_UNKNOWN,
    )


def bounds(desk: Desk) -> None:
    """The three bounds, kept together because they must descend."""
    st.html(
        f'<div class="bk-question bk-card-segmentatie"><h2>{settings_text(desk, "groups.bounds")}</h2>'
        f"<p>{settings_text(desk, 'group_hints.bounds')}</p></div>"
    )
    with st.form("bounds", border=False):
        typed = [
            column.text_input(
                settings_text(desk, f"bounds.{letter}"),
                value=number(bound, desk.language, 1),
                key=f"bound_{letter}",
            )
            for letter, column, bound in zip("abc", st.columns(3), desk.company.settings.bounds, strict=True)
        ]
        if st.form_submit_button(settings_text(desk, "bounds.save")):
            keep_bounds(desk, typed)


def keep_bounds(desk: Desk, typed: list[str]) -> None:
    """Keep the three bounds, or say why not."""
    try:
        saying.change_settings(
            desk.store,
            desk.visitor,
            desk.sheet.company_id,
            {"bounds": typed},
            desk.sheet.revision("settings", "settings"),
            uuid4().hex,
            desk.language,
        )
    except Unreadable:
        st.error(settings_text(desk, "bounds.descend"))
    except saying.StaleSaying:
        st.error(settings_text(desk, "bounds.stale"))
    else:
        st.toast(settings_text(desk, "bounds.saved"))
        st.rerun()
