"""The company on one sheet: what was said on each card, as data (deck.md 3). Nothing is computed here anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from strategy.checks import Facts, Place
from strategy.checks.facts import how_many
from strategy.checks.reach import cost_per_new_customer, costs_at_least, coverage, phases_used
from strategy.checks.value_kinds import kind_of
from strategy.nouns.company import CLASSES, Channel, Company, Item, RevenueStream, Segment, Value
from strategy.overview.reader import Reader
from strategy.overview.seams import CHANNELS, CUSTOMERS, MODEL, VALUE
from strategy.overview.shape import ClassRow, LinkTo, PortfolioSummary, SheetPanel, SheetRow
from strategy.words.formats import day, euro
from strategy.words.texts import joined

MOST_ROWS = 7
HARD = 2
"""A partner that is this hard to replace, or harder, is named (B6)."""
FIRM = ("switching", "returning", "scalable", "protected")
FIRM_ENOUGH = 3


def sheet_of(facts: Facts, portfolio: PortfolioSummary | None, reader: Reader) -> tuple[SheetPanel, ...]:
    """The four panels, in the order of the deck."""
    company = facts.company
    return (
        _model(company, reader),
        _value(company, reader),
        _channels(company, reader),
        _customers(facts, portfolio, reader),
    )


def _empty(card: str, question: str, reader: Reader) -> SheetPanel:
    """A card on which nothing was said that can be shown: what to do first, and where."""
    found = reader.deck.question(question)
    label = found.short_name if found is not None else question
    place = Place.of(question)
    return SheetPanel(
        card=card,
        headline=reader.say(f"sheet.empty.{card}"),
        empty=reader.say("sheet.start_with", name=label),
        link=LinkTo(card=place.card, question=question, label=label),
    )


# --- Business Model ---


def _model(company: Company, reader: Reader) -> SheetPanel:
    streams = [stream for stream in company.streams if stream.name.strip()]
    if not streams:
        return _empty(MODEL, "B1" if not company.segments else "B2", reader)
    ranked = sorted(streams, key=lambda stream: -(stream.amount or 0))
    return SheetPanel(
        card=MODEL,
        headline=_model_headline(streams, reader),
        rows=tuple(_stream(stream, ranked, reader) for stream in ranked[:MOST_ROWS]),
        notes=tuple(_model_notes(company, streams, reader)),
    )


def _model_headline(streams: Sequence[RevenueStream], reader: Reader) -> str:
    total = _known_sum(streams)
    returning = _share(streams, [stream for stream in streams if stream.recurring])
    returns_known = total is not None and all(stream.recurring is not None for stream in streams)
    key = "returning" if returns_known else "streams"
    key = f"{key}_amount" if total is not None and reader.sees_all else key
    return reader.say(
        f"sheet.model.{key}",
        n=len(streams),
        amount=euro(total or 0, reader.language) if reader.sees_all else "",
        share=reader.percent(returning or 0),
    )


def _stream(stream: RevenueStream, streams: Sequence[RevenueStream], reader: Reader) -> SheetRow:
    most = max((each.amount or 0 for each in streams), default=0)
    loses = stream.margin is not None and stream.margin < 0
    return SheetRow(
        label=reader.name("stream", stream.id).strip("“”"),
        value=_stream_value(stream, streams, reader),
        part=_drawn(stream.amount / most, reader) if stream.amount is not None and most else None,
        state="loss" if loses else "returning" if stream.recurring else "",
    )


def _stream_value(stream: RevenueStream, streams: Sequence[RevenueStream], reader: Reader) -> str:
    if stream.margin is not None and stream.margin < 0:
        return reader.say("sheet.model.loses", share=reader.percent(-stream.margin))
    if stream.amount is None:
        return reader.say("sheet.not_known")
    if reader.sees_all:
        return euro(stream.amount, reader.language)
    if reader.bands:
        return reader.amount_band(stream.amount)
    share = _share(streams, [stream])
    return reader.say("sheet.not_known") if share is None else reader.percent(share)


def _model_notes(company: Company, streams: Sequence[RevenueStream], reader: Reader) -> Iterable[str]:
    yield from _group_notes(company, streams, reader)
    after = _share(streams, [stream for stream in streams if stream.pays == "after"])
    if after is not None and all(stream.pays for stream in streams):
        yield reader.say(
            "sheet.model.pays_after" if after else "sheet.model.pays_not_after", share=reader.percent(after)
        )
    if alone := _names([each for each in company.resources if each.one_person], reader):
        yield reader.say("sheet.model.one_person", names=alone)
    hard = [each for each in company.partners if each.replaceable is not None and each.replaceable <= HARD]
    if names := _names(hard, reader):
        yield reader.say("sheet.model.partners", names=names)
    if weakest := _least_firm(company):
        yield reader.say("sheet.model.least_firm", what=reader.say(f"sheet.model.firm.{weakest}"))
    yield from _direction_and_price(company, reader)


def _group_notes(company: Company, streams: Sequence[RevenueStream], reader: Reader) -> Iterable[str]:
    """The groups, with the part that each pays where every stream says who pays it, and who it is not for."""
    parts = _paid_by_group(streams)
    named = [
        _own(segment, reader) + (f" ({reader.percent(parts[segment.id])})" if segment.id in parts else "")
        for segment in company.segments
        if segment.name.strip()
    ]
    if named:
        yield reader.say("sheet.model.groups", names=joined(named, reader.language))
    if not_for := reader.words(str(_said(company, "B1", "not_for") or "")).strip():
        yield reader.say("sheet.model.not_for", who=not_for.rstrip("."))


def _paid_by_group(streams: Sequence[RevenueStream]) -> dict[str, float]:
    """The share of all streams that each group pays, a stream split evenly over its groups; {} while not all is known."""
    total = _known_sum(streams)
    if not total or not all(stream.segments for stream in streams):
        return {}
    paid: dict[str, float] = {}
    for stream in streams:
        for group in stream.segments:
            paid[group] = paid.get(group, 0.0) + (stream.amount or 0) / len(stream.segments) / total
    return paid


def _least_firm(company: Company) -> str:
    """The lowest of the four judgements of B9, "" while none is known or all are high enough."""
    marks = {name: mark for name in FIRM if isinstance(mark := _said(company, "B9", name), int | float)}
    lowest = min(marks, key=lambda name: marks[name], default="")
    return lowest if lowest and marks[lowest] < FIRM_ENOUGH else ""


def _direction_and_price(company: Company, reader: Reader) -> Iterable[str]:
    """B10 and B11 in one line each; amounts and hours only for who sees all."""
    if direction := "; ".join(_direction(company, reader)):
        yield reader.say("sheet.model.direction", what=direction)
    if price := "; ".join(_price(company, reader)):
        yield reader.say("sheet.model.price", what=price)


def _direction(company: Company, reader: Reader) -> Iterable[str]:
    goal, hours = (_said(company, "B10", name) for name in ("revenue_goal", "own_hours_a_week"))
    if reader.sees_all and isinstance(goal, int | float):
        yield reader.say("sheet.model.goal", amount=euro(goal, reader.language))
    if reader.sees_all and isinstance(hours, int | float):
        yield reader.say("sheet.model.own_hours", n=reader.number(hours))
    if without := reader.words(str(_said(company, "B10", "without_me") or "")).strip(" ."):
        yield reader.say("sheet.model.without_me", what=without)


def _price(company: Company, reader: Reader) -> Iterable[str]:
    if who := _said(company, "B11", "who_sets"):
        yield reader.say(f"sheet.model.who_sets.{who}")
    rise, on = (_said(company, "B11", name) for name in ("last_rise_percent", "last_rise_on"))
    if isinstance(rise, int | float) and isinstance(on, str) and on:
        when = day(date.fromisoformat(on))
        yield reader.say("sheet.model.rise", share=reader.exact_percent(rise), day=when)
    if objected := reader.words(str(_said(company, "B11", "objected") or "")).strip(" ."):
        yield reader.say("sheet.model.objected", who=objected)


def _said(company: Company, question: str, field: str) -> object:
    """What was answered in this field, None where nothing was."""
    answer = company.answer(question)
    return answer.values.get(field) if answer is not None and answer.state == "answered" else None


def _own(item: Item, reader: Reader) -> str:
    """The name of an item without the quotes it has in a sentence."""
    return reader.name(item.KIND, item.id).strip("“”")


def _names(items: Sequence[Item], reader: Reader) -> str:
    return joined([_own(item, reader) for item in items], reader.language)


def _known_sum(streams: Sequence[RevenueStream]) -> float | None:
    """Euro a year of all streams, None while one of them is not known."""
    amounts = [stream.amount for stream in streams]
    return sum(amount for amount in amounts if amount is not None) if None not in amounts else None


def _share(streams: Sequence[RevenueStream], some: Sequence[RevenueStream]) -> float | None:
    total = _known_sum(streams)
    return sum(stream.amount or 0 for stream in some) / total if total else None


# --- Toegevoegde Waarde ---


def _value(company: Company, reader: Reader) -> SheetPanel:
    values = [value for value in company.values if value.name.strip()]
    if not values:
        return _empty(VALUE, "W2", reader)
    kinds = {value.id: kind_of(value) for value in values}
    unknown = [value for value in values if kinds[value.id] is None]
    telling = sum(kind == "difference" for kind in kinds.values())
    key = "open" if unknown and not telling else "none" if not telling else "difference"
    ranked = sorted(values, key=_telling, reverse=True)
    return SheetPanel(
        card=VALUE,
        headline=reader.say(f"sheet.value.{key}", n=len(unknown) if key == "open" else telling),
        rows=tuple(_value_row(value, reader) for value in ranked[:MOST_ROWS]),
        notes=tuple(_value_notes(company, reader)),
    )


def _telling(value: Value) -> float:
    """Importance x difference, the length of the bar; what is behind comes last."""
    return (value.importance or 0) * (value.comparison or 0)


def _value_row(value: Value, reader: Reader) -> SheetRow:
    kind = kind_of(value)
    proof = reader.say(f"sheet.value.proof.{value.proof}") if value.proof in ("reference", "figures") else ""
    words = reader.say(f"sheet.value.kind.{kind}") if kind else reader.say("sheet.not_known")
    return SheetRow(
        label=reader.name("value", value.id).strip("“”"),
        value=f"{words}, {proof}" if proof else words,
        part=max(0.08, abs(_telling(value)) / 10) if kind else None,
        state=kind or "",
    )


def _value_notes(company: Company, reader: Reader) -> Iterable[str]:
    discipline = company.answer("W8")
    chosen = discipline.values.get("discipline") if discipline and discipline.state == "answered" else None
    if chosen:
        yield reader.say("sheet.value.discipline", name=reader.say(f"sheet.value.disciplines.{chosen}"))
    floors = [
        reader.say(f"sheet.value.floor.{name}", n=reader.number(least))
        for name in ("cost", "product", "customer")
        if isinstance(least := _said(company, "W8", f"floor_{name}"), int | float)
    ]
    if floors:
        yield reader.say("sheet.value.floors", which=joined(floors, reader.language))
    alternative = company.answer("W3")
    if alternative and alternative.state == "answered" and (kind := alternative.values.get("alternative")):
        who = reader.words(str(alternative.values.get("who") or "")).strip()
        words = reader.say(f"sheet.value.alternatives.{kind}")
        yield reader.say("sheet.value.alternative", name=who or words)


# --- Communicatiekanalen ---


def _channels(company: Company, reader: Reader) -> SheetPanel:
    channels = [channel for channel in company.channels if channel.name.strip()]
    segments = [segment for segment in company.segments if segment.name.strip()]
    if not channels:
        return _empty(CHANNELS, "K1", reader)
    if not segments:
        return _empty(CHANNELS, "B1", reader)
    phases = phases_used(company)
    cells = {segment.id: _cells(company, segment, phases) for segment in segments}
    return SheetPanel(
        card=CHANNELS,
        headline=_channels_headline(cells, phases, reader),
        columns=tuple(reader.say(f"sheet.channels.phase.{phase}") for phase in phases),
        rows=tuple(
            SheetRow(label=reader.name("segment", segment.id).strip("“”"), cells=cells[segment.id])
            for segment in segments[:MOST_ROWS]
        ),
        notes=tuple(_channel_notes(company, channels, reader)),
    )


def _cells(company: Company, segment: Segment, phases: Sequence[str]) -> tuple[str, ...]:
    """How strong the strongest channel into this group stands in each phase, as the code of a dot."""
    return tuple(_cell(coverage(company, segment, phase)) for phase in phases)


def _cell(found: float | None) -> str:
    if found is None:
        return "unknown"
    return "strong" if found >= 2.5 else "fine" if found >= 2 else "hole"


def _channels_headline(cells: dict[str, tuple[str, ...]], phases: Sequence[str], reader: Reader) -> str:
    holes = [sum(row[place] == "hole" for row in cells.values()) for place in range(len(phases))]
    worst = max(range(len(phases)), key=lambda place: holes[place])
    if holes[worst]:
        phase = phases[worst]
        return reader.say(f"sheet.channels.quiet.{phase}", n=holes[worst], of=len(cells))
    unknown = any("unknown" in row for row in cells.values())
    return reader.say("sheet.channels.open" if unknown else "sheet.channels.full")


def _channel_notes(company: Company, channels: Sequence[Channel], reader: Reader) -> Iterable[str]:
    yield from _cost_notes(company, channels, reader)
    guessed = [each for each in company.segments if each.preference == "guessed" and each.name.strip()]
    if names := _names(guessed, reader):
        yield reader.say("sheet.channels.guessed", names=names)
    if _said(company, "K8", "steps"):
        who = reader.words(str(_said(company, "K8", "who") or "")).strip()
        yield reader.say("sheet.channels.first_month_who" if who else "sheet.channels.first_month", who=who)
    if asks := _said(company, "K9", "asks"):
        yield reader.say(f"sheet.channels.asks.{asks}")


def _cost_notes(company: Company, channels: Sequence[Channel], reader: Reader) -> Iterable[str]:
    """What one new customer costs, by the cheapest and the dearest channel of which money and hours are known (K6)."""
    hourly = company.settings.hourly_cost
    found = [(cost, each) for each in channels if (cost := cost_per_new_customer(each, hourly)) is not None]
    costs = [(cost, each) for cost, each in found if not costs_at_least(each)]
    if not costs:
        if found and reader.sees_all:
            least, each = min(found, key=lambda pair: pair[0])
            yield reader.say(
                "sheet.channels.cost_at_least", cheap=_own(each, reader), least=euro(least, reader.language)
            )
        return
    (least, cheap), (most, dear) = min(costs, key=lambda c: c[0]), max(costs, key=lambda c: c[0])
    names = {"cheap": _own(cheap, reader), "dear": _own(dear, reader)}
    if not reader.sees_all:
        if cheap is not dear:
            yield reader.say("sheet.channels.cost_order", **names)
    elif cheap is dear:
        yield reader.say("sheet.channels.cost_one", cheap=names["cheap"], least=euro(least, reader.language))
    else:
        amounts = {"least": euro(least, reader.language), "most": euro(most, reader.language)}
        yield reader.say("sheet.channels.cost", **names, **amounts)


# --- Segmentatie ---


def _customers(facts: Facts, portfolio: PortfolioSummary | None, reader: Reader) -> SheetPanel:
    if portfolio is None:
        return _empty(CUSTOMERS, "S1", reader)
    rows = [row for row in portfolio.classes if row.klass in CLASSES or row.customers or row.prospects]
    most = max(
        (abs(part) for row in rows for part in (row.hours_share, row.contribution_share) if part), default=0
    )
    cold = facts.people(facts.signalled("cold"))
    notes = [reader.say("sheet.customers.cold", names=reader.customer_names(cold))] if cold else []
    return SheetPanel(
        card=CUSTOMERS,
        headline=portfolio.title,
        rows=tuple(_class_row(row, most, facts, reader) for row in rows),
        notes=tuple(notes),
    )


def _class_row(row: ClassRow, most: float, facts: Facts, reader: Reader) -> SheetRow:
    """One class; of a class without customers there is nothing to tell of time and contribution."""
    hours, gives = (row.hours_share, row.contribution_share) if row.customers else (None, None)
    said = [_class_count(row, facts, reader)]
    if hours is not None:
        said.append(reader.say("sheet.customers.time", share=reader.percent(hours)))
    if gives is not None:
        said.append(reader.say("sheet.customers.gives", share=reader.percent(gives)))
    return SheetRow(
        label=row.klass,
        value=" · ".join(said),
        part=_bar(hours, most, reader),
        second=_bar(gives, most, reader),
        state="unknown" if row.klass == "?" else row.klass,
    )


def _class_count(row: ClassRow, facts: Facts, reader: Reader) -> str:
    if not row.customers:
        return reader.say("sheet.customers.nobody")
    stars = how_many(facts.scores.dream & facts.of_class(row.klass)) if row.klass == "A" else 0
    count = reader.say("sheet.customers.count", n=row.customers)
    return f"{count}, {stars} ★" if stars else count


def _bar(share: float | None, most: float, reader: Reader) -> float | None:
    return None if share is None or not most else _drawn(max(0.0, share) / most, reader)


def _drawn(part: float, reader: Reader) -> float:
    """The length of a bar; below level full in steps of a twentieth, so that no share can be read from it (5.5)."""
    return round(part, 3) if reader.sees_all else round(20 * part) / 20
