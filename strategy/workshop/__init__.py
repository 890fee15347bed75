"""A live session: thirty phones, one screen, one facilitator (method.md 5, issue 4).

Every verb takes the store and the visitor, checks the right itself, and returns only after everything is kept.
It raises `NotAllowed` (not yours, or not there) or `Refused` (not possible now; `code` is a text key, `values` fill
it). Moments come from the caller (`now`, with a time zone); repeating a deed changes nothing.

    opening   open_workshop, edit_steps, workshops_of, and the links: facilitator_link, recovery_link, screen_link,
              own_link (participant), preparation_link, follow_workshop_link, workshop_links, revoke_workshop_link
    preparing run_of, missing_in, missing_for, write_down_first
    bringing  bring, answer_in_room; by a preparation link: open_preparation, prepare
    joining   introduce (a facilitator); knock, join, rename, lock, remove, put_back, merge
    presence  note_away, let_watch
    running   move_to, pick_items, start_clock, pause_clock, add_minutes, be_ready, reveal, reopen_round,
              put_on_table, mark_again, second_round, turn_page, let_sound, ask_open_cards, agree_to_open_cards
    voting    Ballot, give_vote
    listing   add_idea, withdraw_idea; the facilitator: word_idea, group_ideas, drop_ideas, keep_ideas,
              undo_keep
    talking   settle_point, take_over (points and offers are sent with add_idea)
    turns     next_speaker, give_last_word
    dots      lay_dot; the facilitator: show_dots
    agreeing  agree, agree_on_medians, agreed_in_workshops, agreed_and_standing
    closing   plan_action, sheet_of, close, finish_closing, reopen, left_open
    rehearsing open_rehearsal, rehearse (the made-up people act), end_rehearsal, forget_rehearsals
    report    report_of, discussed_on; in words, Markdown and CSV: report_words.py
    following since_last, look_back, as_calendar
    views     view_for (phone), screen_view (projector), facilitator_view, edition_for

How a vote goes: `move_to` a vote step begins its poll (round 1, open). Phones send `give_vote`, then `be_ready` with
the `stage` of their view. `reveal(step, 1)` ends the round and shows results in every view. The facilitator picks
subjects (`to_talk_about` proposes them) for `second_round`, which is revealed by `reveal(step, 2)`. `agree` and
`agree_on_medians` write the company's answer. A list step goes the same way with `add_idea` and one round.
"""

from strategy.nouns.workshop import (
    Agreed,
    Idea,
    Participant,
    Poll,
    Step,
    Subject,
    Workshop,
    stage_of,
    subject_of,
)
from strategy.workshop.agreeing import (
    agree,
    agree_on_medians,
    agreed_and_standing,
    agreed_in_workshops,
)
from strategy.workshop.bringing import (
    Brought,
    Preparation,
    answer_in_room,
    bring,
    open_preparation,
    prepare,
)
from strategy.workshop.closing import (
    OwnAnswers,
    close,
    finish_closing,
    left_open,
    plan_action,
    reopen,
    sheet_of,
)
from strategy.workshop.codes import DOOR, Door, as_typed, in_halves
from strategy.workshop.dots import lay_dot, show_dots
from strategy.workshop.following import SinceLast, as_calendar, look_back, since_last
from strategy.workshop.joining import Lobby, introduce, join, knock, lock, merge, put_back, remove, rename
from strategy.workshop.listing import (
    add_idea,
    drop_ideas,
    group_ideas,
    keep_ideas,
    undo_keep,
    withdraw_idea,
    word_idea,
)
from strategy.workshop.opening import (
    Arrival,
    OwnWorkshop,
    edit_steps,
    facilitator_link,
    follow_workshop_link,
    open_workshop,
    own_link,
    preparation_link,
    recovery_link,
    revoke_workshop_link,
    screen_link,
    workshop_links,
    workshops_of,
)
from strategy.workshop.preparing import MissingItems, missing_for, missing_in, write_down_first
from strategy.workshop.presence import let_watch, note_away
from strategy.workshop.rehearsing import end_rehearsal, forget_rehearsals, open_rehearsal, rehearse
from strategy.workshop.report import Discussed, SessionReport, discussed_on, report_of
from strategy.workshop.results import CriterionAgreement, Result
from strategy.workshop.rights import Refused, roles_of
from strategy.workshop.running import (
    add_minutes,
    agree_to_open_cards,
    ask_open_cards,
    be_ready,
    let_sound,
    mark_again,
    move_to,
    pause_clock,
    pick_items,
    put_on_table,
    reopen_round,
    reveal,
    second_round,
    start_clock,
    turn_page,
)
from strategy.workshop.scripts import SCRIPTS, run_of, title_of
from strategy.workshop.talking import settle_point, take_over
from strategy.workshop.turns import give_last_word, next_speaker
from strategy.workshop.views import (
    FacilitatorView,
    ParticipantView,
    RoomView,
    edition_for,
    facilitator_view,
    screen_view,
    view_for,
)
from strategy.workshop.voting import Ballot, give_vote

__all__ = [
    "DOOR",
    "SCRIPTS",
    "Agreed",
    "Arrival",
    "Ballot",
    "Brought",
    "CriterionAgreement",
    "Discussed",
    "Door",
    "FacilitatorView",
    "Idea",
    "Lobby",
    "MissingItems",
    "OwnAnswers",
    "OwnWorkshop",
    "Participant",
    "ParticipantView",
    "Poll",
    "Preparation",
    "Refused",
    "Result",
    "RoomView",
    "SessionReport",
    "SinceLast",
    "Step",
    "Subject",
    "Workshop",
    "add_idea",
    "add_minutes",
    "agree",
    "agree_on_medians",
    "agree_to_open_cards",
    "agreed_and_standing",
    "agreed_in_workshops",
    "answer_in_room",
    "as_calendar",
    "as_typed",
    "ask_open_cards",
    "be_ready",
    "bring",
    "close",
    "discussed_on",
    "drop_ideas",
    "edit_steps",
    "edition_for",
    "end_rehearsal",
    "facilitator_link",
    "facilitator_view",
    "finish_closing",
    "follow_workshop_link",
    "forget_rehearsals",
    "give_last_word",
    "give_vote",
    "group_ideas",
    "in_halves",
    "introduce",
    "join",
    "keep_ideas",
    "knock",
    "lay_dot",
    "left_open",
    "let_sound",
    "let_watch",
    "lock",
    "look_back",
    "mark_again",
    "merge",
    "missing_for",
    "missing_in",
    "move_to",
    "next_speaker",
    "note_away",
    "open_preparation",
    "open_rehearsal",
    "open_workshop",
    "own_link",
    "pause_clock",
    "pick_items",
    "plan_action",
    "preparation_link",
    "prepare",
    "put_back",
    "put_on_table",
    "recovery_link",
    "rehearse",
    "remove",
    "rename",
    "reopen",
    "reopen_round",
    "report_of",
    "reveal",
    "revoke_workshop_link",
    "roles_of",
    "run_of",
    "screen_link",
    "screen_view",
    "second_round",
    "settle_point",
    "sheet_of",
    "show_dots",
    "since_last",
    "stage_of",
    "start_clock",
    "subject_of",
    "take_over",
    "title_of",
    "turn_page",
    "undo_keep",
    "view_for",
    "withdraw_idea",
    "word_idea",
    "workshop_links",
    "workshops_of",
    "write_down_first",
]
