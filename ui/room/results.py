"""After the reveal of a vote: what differs, one subject on the table, the second round, and what is agreed."""

from __future__ import annotations

import streamlit as st

from strategy.workshop.results import Result
from ui.frame import choosing
from ui.frame.picture import finding
from ui.look.tables import table
from ui.overview.report import as_typed
from ui.room import pictures
from ui.room.lead import Lead
from ui.room.sure import press_twice

MOST_IN_SIGHT = 6


def results_of_vote(lead: Lead) -> None:
    """Draw what came out of the vote: first what is talked about, below it the whole picture."""
    st.html(f'<p class="bk-lead">{pictures.talk_words(lead.view, lead.language)}</p>')
    on_the_table(lead)
    again(lead)
    medians(lead)
    if lead.view.cells:
        finding(pictures.map_finding(lead.view, lead.language), lead.say("map.note"))
        st.html(pictures.class_map(lead.view, lead.language))
    everything(lead)
    settled(lead)


def on_the_table(lead: Lead) -> None:
    """The subject that everybody looks at, and settling on a value for it; without one the differences."""
    agenda = {key: by_key(lead, key) for key in lead.agenda()}
    with st.container(key="bk_panel_subject"):
        choose_subject(lead, agenda)
        if lead.view.on_table in agenda:
            talk_about(lead, agenda[lead.view.on_table])
        else:
            differences(lead, agenda)


def choose_subject(lead: Lead, agenda: dict[str, Result]) -> None:
    """The list from which a subject is put on the table. Its key moves with the server, so that a second
    facilitator and a reload show the same."""
    labels = {"": lead.say("talk.all")} | choosing.in_words(agenda, lambda each: option(lead, agenda[each]))
    key = f"table_{lead.view.poll_step}_{lead.view.round}_{lead.view.on_table}"
    choosing.from_list(
        lead.say("talk.choose"),
        labels,
        index=[*labels].index(lead.view.on_table),
        key=key,
        on_change=take_subject,
        args=(lead, key),
    )


def take_subject(lead: Lead, key: str) -> None:
    """Put on the table what was chosen in the list."""
    chosen = str(st.session_state.get(key) or "")
    if chosen != lead.view.on_table:
        lead.put_on_table(chosen)


def talk_about(lead: Lead, result: Result) -> None:
    """One subject with its dots, and beside it what is agreed."""
    picture, deal = st.columns([0.58, 0.42], gap="large")
    with picture:
        st.html(pictures.one_subject(lead.view, result, lead.language))
    with deal:
        settle(lead, result)
        mark_again(lead, result)


def differences(lead: Lead, agenda: dict[str, Result]) -> None:
    """What the screen shows while nothing lies on the table, and the way to the first subject."""
    shown = [agenda[key] for key in pictures.in_sight(lead.view)] or list(agenda.values())
    st.html(pictures.results_table(lead.view, shown[:MOST_IN_SIGHT], lead.language))
    first = next((each.subject for each in shown if each.agreed is None and each.label != "agree"), "")
    if first and agenda[first].know:
        name = as_typed(pictures.subject_words(lead.view, agenda[first]))
        st.button(
            lead.say("talk.first", name=name),
            key="table_first",
            type="primary",
            on_click=lead.put_on_table,
            args=(first,),
        )


def by_key(lead: Lead, key: str) -> Result:
    """The result of a subject."""
    return next(each for each in lead.view.results if each.subject == key)


def option(lead: Lead, result: Result) -> str:
    """A subject in the list: its name, how far apart, and whether it is settled."""
    done = f" · {lead.say('talk.done')}" if result.agreed is not None else ""
    return f"{pictures.subject_words(lead.view, result)} · {lead.verdict(f'label.{result.label}')}{done}"


def settle(lead: Lead, result: Result) -> None:
    """The median is proposed; another value needs a reason."""
    if said := pictures.settled(result, lead.language):
        st.success(as_typed(said), icon=":material/check:")
    if result.median is None:
        st.caption(lead.say("agree.unknown"))
    else:
        st.caption(lead.say("agree.first"))
    points = [float(point) for point in pictures.points_of(pictures.scale_of(lead.view, result))]
    values = sorted({*points, result.median} if result.median is not None else {*points})
    proposed = result.agreed if result.agreed in values else result.median
    key = f"{result.subject}_{result.round}"
    value = choosing.from_row(
        lead.say("agree.value"),
        choosing.in_words(values, lambda each: pictures.figure(each, lead.language)),
        default=proposed,
        key=f"value_{key}",
    )
    if value is not None and value != result.median:
        st.text_input(
            lead.say("agree.reason"),
            value=result.reason,
            key=f"reason_{key}",
            max_chars=300,
            placeholder=lead.say("agree.reason_hint"),
        )
    st.button(
        lead.say(
            "agree.button" if value is None else "agree.on", value=pictures.figure(value, lead.language)
        ),
        key="agree",
        type="primary",
        disabled=value is None,
        on_click=lead.agree,
        args=(result, f"value_{key}", f"reason_{key}"),
    )


def mark_again(lead: Lead, result: Result) -> None:
    """Whether this subject is scored again in the second round."""
    if not may_go_again(lead):
        return
    chosen = result.subject in lead.view.marked
    st.checkbox(
        lead.say("again.mark"),
        value=chosen,
        key=f"again_{result.subject}_{chosen}",
        on_change=lead.choose_again,
        args=(result.subject,),
    )


def may_go_again(lead: Lead) -> bool:
    """Whether there is a second round to come."""
    return lead.view.round == 1 and lead.view.revealed == 1


def again(lead: Lead) -> None:
    """Ask the chosen subjects once more, after talking."""
    if not may_go_again(lead):
        return
    chosen = lead.view.marked
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        press_twice(
            lead.say("again.button", n=len(chosen)),
            stake=lead.say("again.sure", n=len(chosen)),
            yes=lead.say("again.begin"),
            key=f"second_round_{lead.view.poll_step}",
            icon=":material/replay:",
            disabled=not chosen,
            on_click=lead.second_round,
        )
        with st.popover(lead.say("again.choose"), type="tertiary"):
            offered = [
                *lead.view.to_talk_about,
                *(key for key in chosen if key not in lead.view.to_talk_about),
            ]
            for key in offered:
                result = by_key(lead, key)
                st.checkbox(
                    as_typed(pictures.subject_words(lead.view, result)),
                    value=key in chosen,
                    key=f"offer_{key}_{key in chosen}",
                    on_change=lead.choose_again,
                    args=(key,),
                )
            st.caption(lead.say("again.others"))


def medians(lead: Lead) -> None:
    """Settle on the median wherever the room agrees, and if wanted wherever it nearly does."""
    left = [each for each in lead.view.results if each.agreed is None and each.median is not None]
    alike = [each for each in left if each.label == "agree"]
    others = [each.subject for each in left if each.label in ("differ", "none")]
    with st.container(horizontal=True, gap="small"):
        if alike:
            press_twice(
                lead.say("agree.all", n=len(alike)),
                stake=lead.say("agree.sure", n=len(alike)),
                yes=lead.say("agree.take", n=len(alike)),
                key=f"agree_all_{lead.view.poll_step}",
                on_click=lead.agree_on_medians,
            )
        if others:
            press_twice(
                lead.say("agree.others", n=len(others)),
                stake=lead.say("agree.sure", n=len(others)),
                yes=lead.say("agree.take", n=len(others)),
                key=f"agree_others_{lead.view.poll_step}",
                type="tertiary",
                on_click=lead.agree_on_medians,
                args=(others,),
            )


def everything(lead: Lead) -> None:
    """Every subject with its dots, the urgent ones first."""
    with st.expander(lead.say("talk.everything", n=len(lead.view.results))):
        found = [by_key(lead, key) for key in lead.agenda()]
        st.html(pictures.results_table(lead.view, found, lead.language))


def settled(lead: Lead) -> None:
    """What was agreed in this vote; it stands in the company."""
    found = [each for each in lead.view.results if each.agreed is not None]
    if not found:
        return
    with st.expander(lead.say("agree.list", n=len(found))):
        st.caption(lead.say("agree.written"))
        heads = [lead.say(f"agree.heads.{name}") for name in ("subject", "value", "median", "reason")]
        rows = [
            [
                pictures.subject_words(lead.view, each),
                pictures.figure(each.agreed, lead.language),
                pictures.figure(each.median, lead.language),
                each.reason,
            ]
            for each in found
        ]
        st.html(table(heads, rows, numbers=(1, 2)))
