"""The company on one sheet: what was said on each card, as data (deck.md 3). Nothing is computed here anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from strategy.checks import Facts, Place
from strategy.checks.facts import how_many
from strategy.checks.reach import cost_per_new_customer, coverage, phases_used
from strategy.checks.value_kinds import kind_of
from strategy.nouns.company import CLASSES, Channel, Company, RevenueStream, Segment, Value
from strategy.overview.reader import Reader
from strategy.overview.seams import CHANNELS, CUSTOMERS, MODEL, VALUE
from strategy.overview.shape import ClassRow, LinkTo, PortfolioSummary, SheetPanel, SheetRow
from strategy.words.formats import euro
from strategy.words.texts import joined

MOST_ROWS = 7
PAYING = ("before", "on_delivery", "after")


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
    segments = [
        reader.name("segment", segment.id).strip("“”") for segment in company.segments if segment.name.strip()
    ]
    if segments:
        yield reader.say("sheet.model.groups", names=joined(segments, reader.language))
    after = _share(streams, [stream for stream in streams if stream.pays == "after"])
    if after is not None and all(stream.pays for stream in streams):
        yield reader.say(
            "sheet.model.pays_after" if after else "sheet.model.pays_not_after", share=reader.percent(after)
        )
    alone = [reader.name("resource", each.id).strip("“”") for each in company.resources if each.one_person]
    if alone:
        yield reader.say("sheet.model.one_person", names=joined(alone, reader.language))


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
    """What one new customer costs, by the cheapest and the dearest way (K6)."""
    hourly = company.settings.hourly_cost
    costs = [(cost, each) for each in channels if (cost := cost_per_new_customer(each, hourly)) is not None]
    if not costs:
        return
    (least, cheap), (most, dear) = min(costs, key=lambda c: c[0]), max(costs, key=lambda c: c[0])
    names = {
        "cheap": reader.name("channel", cheap.id).strip("“”"),
        "dear": reader.name("channel", dear.id).strip("“”"),
    }
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
