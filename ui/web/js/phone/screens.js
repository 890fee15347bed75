// What each screen shows: { node, update? }. While the phone stays at one place its screen is only updated, so that
// whoever types or taps keeps the place. Text of people only ever goes through textContent and value.

import { make } from "../dom.js";

const W = JSON.parse(document.getElementById("words").textContent);
export const LANGUAGE = document.documentElement.lang;

export function say(path, values = {}) {
  let words = path.split(".").reduce((found, step) => found?.[step], W) ?? "";
  if (typeof words === "object") words = values.n === 1 ? words.one : words.other;
  return words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export const heading = (words) => make("h1", { tabindex: "-1", id: "title" }, words);
export const text = (words, kind) => make("p", { class: kind }, words);
export const button = (words, onclick, kind = "") => make("button", { type: "button", class: kind, onclick }, words);
export const codeInHalves = (code) => `${code.slice(0, 3)} ${code.slice(3)}`;
export const minutes = (ms) => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

function shown(value, scale) {
  const signs = scale?.anchors.some(([step]) => step < 0) ? "exceptZero" : "auto";
  const format = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 1, signDisplay: signs });
  return format.format(value).replace("-", "−");
}

// Coming in

export function joinScreen({ code, lobby, message, typed }, { go, another }) {
  const known = lobby && !lobby.closed && !lobby.locked;
  const field = (name, label, hint, more) =>
    make("label", { class: "field" }, make("span", {}, label), make("input", { name, ...more }), make("small", {}, hint));
  const codeField = field("code", say("join.code"), say("join.code_hint"), {
    value: code, autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: "12", class: "code",
  });
  const nameField = field("name", say("join.name"), say("join.name_hint"), {
    value: typed ?? "", autocomplete: "given-name", maxlength: "60", enterkeyhint: "go",
  });
  const [codeInput, nameInput] = [codeField, nameField].map((each) => each.querySelector("input"));
  const submit = make("button", { type: "submit", class: "main wide" }, say("join.go"));
  const problem = make("p", { class: "problem", role: "alert" }, message ?? "");
  const form = make(
    "form",
    {
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        go(known ? lobby.code : codeInput.value, nameInput.value);
      },
    },
    known ? null : codeField,
    nameField,
    problem,
    submit,
    known ? button(say("join.other"), another, "quiet") : null,
  );
  const node = make(
    "div",
    {},
    known ? text(codeInHalves(lobby.code), "eyebrow") : null,
    heading(known && lobby.company ? say("join.session", { company: lobby.company }) : say("join.title")),
    known ? null : text(say("join.text"), "lead"),
    form,
    text(say("join.privacy"), "small"),
  );
  return { node, codeInput: known ? null : codeInput, nameInput, problem, submit };
}

// Pieces

// The card, the round and the clock; `title` is the heading below, which need not be said twice.
function eyebrow(view, title, round = false) {
  const name = view.step.card_title || view.step.title;
  const about = view.step.kind === "talk" && view.step.card_title && view.step.title !== title ? view.step.title : "";
  const parts = [name === title ? "" : name, about, round && view.round ? say("step.round", { n: view.round }) : ""];
  return make("p", { class: "eyebrow" }, make("span", {}, parts.filter(Boolean).join(" · ")), make("span", { class: "clock", hidden: true }));
}

function readyBlock(room, before = () => {}) {
  const words = say(room.view.step.kind === "pause" ? "step.back" : "step.ready");
  const tap = (ready) => () => {
    before();
    room.ready(ready);
  };
  const yes = button(words, tap(true), "main wide");
  const is = make("p", { class: "is-ready" }, make("b", {}, say("step.is_ready")));
  const no = button(say("step.not_ready"), tap(false), "quiet");
  const count = make("p", { class: "small count" });
  const node = make("div", { class: "ready" }, yes, is, no, count);
  const update = () => {
    const ready = room.isReady;
    const hadFocus = document.activeElement === yes || document.activeElement === no;
    const closed = room.view.closed || !room.view.here;
    yes.hidden = ready || closed;
    is.hidden = no.hidden = !ready || closed;
    count.hidden = closed;
    count.textContent = say("step.count", room.view.counts);
    if (hadFocus) (ready ? no : yes).focus();
  };
  update();
  return { node, update };
}

function steps(at, next, go, last) {
  return make(
    "div",
    { class: "steps" },
    at > 0 ? button(`‹ ${say("vote.previous")}`, () => go(at - 1)) : make("span"),
    last ?? button(`${next} ›`, () => go(at + 1), "main"),
  );
}

const where = (room, place) => [place, room.view.here ? say("step.count", room.view.counts) : ""].filter(Boolean).join(" · ");
const position = (at, total) => (total > 1 ? say("vote.position", { n: at + 1, total }) : "");

function privacy(view) {
  const words = view.cards_open ? say("vote.named") : say("vote.private");
  return text(view.traceable && !view.cards_open ? `${words} ${say("vote.two")}` : words, "small");
}

export function cardsQuestion(room) {
  return make(
    "section",
    { class: "card" },
    make("h2", {}, say("cards.ask")),
    text(say("cards.text")),
    make(
      "div",
      { class: "pair" },
      button(say("cards.yes"), () => room.openCards(true)),
      button(say("cards.no"), () => room.openCards(false)),
    ),
  );
}

// Voting

const GLANCE = 400; // ms to see what was tapped before going on by itself
const MANY = 8; // questions from which going on by itself is offered
const NEXT = { customer: "vote.next_customer", value: "vote.next_value", channel: "vote.next_channel" };

export function asked(view) {
  return view.items.flatMap((item) =>
    item.subjects.map((key) => {
      const field = key.slice(key.lastIndexOf("/") + 1);
      return { key, item, field, scale: view.scales.find((each) => each.kind === item.kind && each.field === field) };
    }),
  ).filter((subject) => subject.scale);
}

// Which item of how many, and which of its questions; in a second round only which question.
function placeAmongItems(view, subjects, at) {
  const ids = [...new Set(subjects.map(({ item }) => `${item.kind}:${item.id}`))];
  const { item } = subjects[at];
  const words = { customer: "vote.place_customer", value: "vote.place_value", channel: "vote.place_channel" }[item.kind];
  if (view.round > 1 || ids.length < 2 || !words) return position(at, subjects.length);
  const own = subjects.filter((each) => each.item === item);
  const which = say(words, { n: ids.indexOf(`${item.kind}:${item.id}`) + 1, total: ids.length });
  return [which, position(own.indexOf(subjects[at]), own.length)].filter(Boolean).join(" · ");
}

function voteScreen(room) {
  const { view } = room;
  const subjects = asked(view);
  if (!subjects.length) return waiting(room, say(view.round ? "vote.nothing" : "vote.not_begun"));
  const at = room.placeAmong(subjects.map(({ key }) => key));
  if (at >= subjects.length) return votedScreen(room, subjects);
  const { key, item, scale } = subjects[at];
  const next = subjects[at + 1];
  const go = (to) => {
    room.sayAgain(key);
    room.moveTo(subjects[to]?.key ?? "end");
  };
  const nextWords = !next ? say("vote.finish") : say(next.item.id === item.id ? "vote.next" : (NEXT[next.item.kind] ?? "vote.next"));
  const radios = new Map();
  const choice = (value, number, words, kind) => {
    const input = make("input", {
      type: "radio",
      name: "choice",
      onchange: () => room.vote(key, value),
      onclick: ({ detail }) => {
        const tapped = detail > 0; // an arrow key clicks too
        if (tapped && room.hurries) setTimeout(() => input.isConnected && go(at + 1), GLANCE);
      },
    });
    radios.set(value, input);
    return make(
      "label",
      { class: kind },
      input,
      number === null ? null : make("b", {}, number),
      make("span", {}, words),
      make("i", { "aria-hidden": "true" }, "✓"),
    );
  };
  const group = make(
    "div",
    { role: "radiogroup", "aria-labelledby": "title question" },
    scale.anchors.map(([value, words]) => choice(value, shown(value, scale), words, "choice")),
    choice(null, null, say("vote.unknown"), "unknown"),
  );
  const ofItem = subjects.filter((each) => each.item.id === item.id);
  const stranger = () => {
    ofItem.filter((each) => room.mine(each.key) === undefined).forEach((each) => room.vote(each.key, null));
    room.moveTo(subjects[at + ofItem.length]?.key ?? "end");
  };
  const mayPass = item.kind === "customer" && view.round === 1 && ofItem.length > 1 && ofItem[0].key === key;
  const before = view.round > 1 ? view.results.find((each) => each.subject === key) : null;
  const node = make(
    "div",
    {},
    eyebrow(view, "", true),
    heading(item.name),
    make("p", { class: "lead", id: "question" }, scale.label, scale.help ? make("small", {}, scale.help) : null),
    view.round > 1 && at === 0 ? text(say("vote.again"), "small") : null,
    before ? spread(room, before, scale, say("vote.first_round", { votes: "" })) : null,
    group,
    mayPass ? button(say("vote.stranger"), stranger, "quiet") : null,
    steps(at, nextWords, go),
    make("p", { class: "small count" }),
    subjects.length >= MANY ? hurry(room) : null,
    privacy(view),
  );
  const update = () => {
    const mine = room.mine(key);
    radios.forEach((input, value) => (input.checked = mine !== undefined && mine === value));
    node.querySelector(".count").textContent = where(room, placeAmongItems(view, subjects, at));
  };
  update();
  return { node, update };
}

function hurry(room) {
  const box = make("input", { type: "checkbox", checked: room.hurries, onchange: () => (room.hurries = box.checked) });
  return make("label", { class: "tickbox small" }, box, say("vote.hurry"));
}

function votedScreen(room, subjects) {
  const { view } = room;
  const skipped = subjects.filter(({ key }) => room.mine(key) === undefined);
  const ready = readyBlock(room);
  const lead = text("", "lead");
  const node = make(
    "div",
    {},
    eyebrow(view, "", true),
    heading(say("vote.done")),
    lead,
    skipped.length
      ? make(
          "p",
          {},
          say("vote.skipped", { n: skipped.length }),
          " ",
          button(say("vote.to_skipped"), () => room.moveTo(skipped[0].key), "link"),
        )
      : null,
    ready.node,
    button(say("vote.review"), () => room.moveTo(subjects[0].key), "quiet"),
    privacy(view),
  );
  const update = () => {
    ready.update();
    lead.textContent = say(room.isReady ? "vote.done_ready" : "vote.done_text");
  };
  update();
  return { node, update };
}

// What came out of a vote

const MOST_DOTS = 24; // dots in one column

function spread(room, result, scale, before = "") {
  const mine = before ? undefined : room.mine(result.subject);
  const values = scale.anchors.map(([value]) => value);
  const columns = values.map((value) => {
    const votes = result.votes.filter((vote) => vote === value).length;
    const own = mine === value && votes > 0;
    const dots = Array.from({ length: Math.min(votes, MOST_DOTS) }, (_, place) => make("i", { class: own && place === 0 ? "own" : "" }));
    return make(
      "div",
      { class: own ? "column own" : "column" },
      make("div", {}, dots, votes > MOST_DOTS ? make("small", {}, `${votes}×`) : null),
      make("b", {}, shown(value, scale)),
      make("small", {}, own ? say("result.you") : ""),
    );
  });
  const list = result.votes.map((vote) => shown(vote, scale)).join(", ");
  const parts = [list ? before + (before ? list : say("result.votes", { votes: list })) : spoken(result, scale)];
  if (result.not_known) parts.push(say("result.unknown", { n: result.not_known }));
  const yours = mine === undefined ? "result.yours_none" : mine === null ? "result.yours_unknown" : "result.yours";
  if (!before && !result.deleted) parts.push(say(yours, { value: shown(mine ?? 0, scale) }));
  return make(
    "div",
    { class: "spread" },
    result.votes.length ? make("div", { class: "columns", "aria-hidden": "true" }, columns) : null,
    text(parts.join(" · "), "small"),
  );
}

function spoken(result, scale) {
  if (result.median === null || result.lowest === null) return say("result.no_votes");
  const [lowest, highest, median] = [result.lowest, result.highest, result.median].map((each) => shown(each, scale));
  return say("result.range", { lowest, highest, median });
}

function resultCard(room, result) {
  const { view } = room;
  const scale = view.scales.find((each) => each.kind === result.kind && each.field === result.field);
  if (!scale) return null;
  const names = view.names.filter((each) => each.subject === result.subject);
  const named = names.map(({ name, value }) =>
    say("result.named", { name, value: value === null ? say("vote.unknown").toLowerCase() : shown(value, scale) }),
  );
  const turned = result.direction && result.first_votes.length
    ? say("result.before", {
        votes: result.first_votes.map((vote) => shown(vote, scale)).join(", "),
        direction: say(`direction.${result.direction}`),
      })
    : "";
  const agreed = result.agreed === null ? "" : say("result.agreed", { value: shown(result.agreed, scale) });
  return make(
    "section",
    { class: "result" },
    make("h3", {}, result.name),
    text(scale.label, "lead"),
    make(
      "p",
      { class: "tags" },
      make("span", { class: `tag ${result.label}` }, say(`label.${result.label}`)),
      result.changes ? make("span", { class: "tag" }, say(result.kind === "value" ? "result.changes_value" : "result.changes")) : null,
      agreed ? make("span", { class: "tag agreed" }, agreed) : null,
    ),
    spread(room, result, scale),
    turned ? text(turned, "small") : null,
    named.length ? text(named.join(" · "), "small") : null,
    result.reason ? text(say("result.reason", { reason: result.reason }), "small") : null,
  );
}

function resultScreen(room) {
  const { view } = room;
  const around = [readyBlock(room), saying(room), turnBlock(room)];
  const [ready, said, turn] = around;
  const order = { disagree: 0, differ: 1 };
  const onTable = view.results.find(({ subject }) => subject === view.on_table);
  const twice = view.results.filter((each) => each.round === 2 && each !== onTable);
  const rest = view.results.filter((each) => each !== onTable && !twice.includes(each));
  const differ = view.left.map((key) => rest.find(({ subject }) => subject === key)).filter(Boolean);
  const others = rest.filter((each) => each.label in order && !differ.includes(each));
  const folded = (words, found) =>
    found.length ? make("details", {}, make("summary", {}, say(words, { n: found.length })), found.map((each) => resultCard(room, each))) : null;
  const labelled = (label) => rest.filter((each) => each.label === label);
  const title = view.step.kind === "talk" ? view.step.title : say("result.title");
  const differences = () => [
    twice.length && !differ.length ? null : make("h2", {}, say(differ.length ? "result.differ" : others.length ? "result.no_more" : "result.all_agree", { n: differ.length })),
    differ.map((each) => resultCard(room, each)),
  ];
  const node = make(
    "div",
    {},
    eyebrow(view, title),
    heading(title),
    turn?.node,
    text(say(view.cards_open ? "result.text_named" : "result.text"), "lead"),
    onTable ? [make("h2", {}, say("result.on_table")), resultCard(room, onTable)] : null,
    twice.length ? [make("h2", {}, say("result.twice")), twice.map((each) => resultCard(room, each))] : null,
    onTable ? folded("result.differ", differ) : differences(),
    folded("result.more", others),
    folded("result.agree", labelled("agree")),
    folded("result.none", labelled("none")),
    said?.node,
    ready.node,
  );
  return { node, update: () => around.forEach((part) => part?.update()) };
}

// Writing lines

function lineForm(room, question, placed = "") {
  const kept = room.typed(question);
  const input = make("input", {
    value: kept, maxlength: "200", autocomplete: "off", enterkeyhint: "send", "aria-label": say("list.write"), id: `line-${question}`,
    oninput: () => room.typing(question, input.value),
  });
  const add = () => {
    room.addLine(question, input.value);
    input.value = "";
  };
  return {
    add: () => input.value.trim() && add(),
    node: make(
      "form",
      {
        class: "line",
        onsubmit: (event) => {
          event.preventDefault();
          if (input.value.trim()) add();
          input.focus();
        },
      },
      placed ? make("label", { for: input.id }, placed) : null,
      make("div", { class: "pair" }, input, make("button", { type: "submit" }, say("list.add"))),
    ),
  };
}

function ownLines(room, question) {
  return room.lines(question).map((line) =>
    make(
      "li",
      {},
      make("span", {}, line.words),
      line.id ? button(say("list.remove"), () => room.removeLine(line), "link") : make("small", {}, say("list.sending")),
    ),
  );
}

function writeScreen(room) {
  const { view } = room;
  if (!view.lists.length || !view.round) return waiting(room, say("list.not_begun"));
  const at = Math.min(room.placeAmong(view.lists.map(({ question }) => question)), view.lists.length - 1);
  const { question, title, hint } = view.lists[at];
  const isLast = at === view.lists.length - 1;
  const form = lineForm(room, question, say("list.write"));
  const own = make("ul", { class: "lines", "aria-labelledby": "own" });
  const go = (to) => {
    form.add();
    room.moveTo(view.lists[to].question);
  };
  const ready = readyBlock(room, form.add);
  const node = make(
    "div",
    {},
    eyebrow(view),
    heading(title),
    hint ? text(hint, "lead") : null,
    form.node,
    make("h2", { id: "own" }, say("list.yours")),
    own,
    view.lists.length > 1
      ? steps(at, say("vote.next"), go, isLast ? make("span") : null)
      : null,
    isLast ? ready.node : make("p", { class: "small count" }),
    text(say("list.private"), "small"),
  );
  const update = () => {
    const lines = ownLines(room, question);
    own.replaceChildren(...(lines.length ? lines : [make("li", { class: "small" }, say("list.empty"))]));
    ready.update();
    const count = node.querySelector(".count");
    if (!isLast) count.textContent = where(room, position(at, view.lists.length));
  };
  update();
  return { node, update };
}

function ideaScreen(room) {
  const title = room.view.step.kind === "list" ? say("list.shown") : room.view.step.title;
  const around = [readyBlock(room), saying(room), turnBlock(room)];
  const [ready, said, turn] = around;
  const parts = room.view.lists.map(({ question, title }) => {
    const lines = make("div");
    const form = room.view.closed ? null : lineForm(room, question, say("list.more"));
    const update = () => lines.replaceChildren(...groupedLines(room, question));
    update();
    return { update, node: make("section", {}, make("h2", {}, title), lines, form?.node) };
  });
  const node = make(
    "div",
    {},
    eyebrow(room.view, title),
    heading(title),
    turn?.node,
    room.view.closed ? null : text(say("list.shared"), "lead"),
    said?.node,
    parts.map((part) => part.node),
    ready.node,
  );
  return { node, update: () => [...parts, ...around].forEach((part) => part?.update()) };
}

// Lines that read the same are one, mine if one of them is.
function once(lines) {
  const found = new Map();
  for (const idea of lines) {
    const key = JSON.stringify([idea.words.toLowerCase(), idea.state]);
    found.set(key, { ...(found.get(key) ?? idea), mine: idea.mine || (found.get(key)?.mine ?? false) });
  }
  return [...found.values()];
}

function groupedLines(room, question) {
  const shownLines = room.view.ideas.filter((idea) => idea.question === question);
  const unsent = room.lines(question).filter((line) => !line.id);
  const groups = [...new Set(shownLines.map(({ group }) => group))].sort((a, b) => (a === "") - (b === ""));
  const tag = ({ state }) => (state === "kept" || state === "dropped" ? make("span", { class: `tag ${state}` }, say(`list.${state}`)) : null);
  const lists = groups.map((group) =>
    make(
      "div",
      {},
      groups.length > 1 || group ? make("h3", {}, group || say("list.no_group")) : null,
      make(
        "ul",
        { class: "lines" },
        once(shownLines.filter((idea) => idea.group === group)).map((idea) =>
          make("li", { class: idea.state }, make("span", {}, idea.words), make("span", { class: "tags" }, idea.mine ? make("span", { class: "tag" }, say("list.mine")) : null, tag(idea))),
        ),
      ),
    ),
  );
  if (unsent.length) lists.push(make("ul", { class: "lines" }, unsent.map(({ words }) => make("li", {}, make("span", {}, words), make("small", {}, say("list.sending"))))));
  return lists.length ? lists : [text(say("list.nothing"), "small")];
}

// What can be said while the room talks: a point to discuss, or what I take on myself

const SAYING = {
  point: { label: "saying.point", hint: "saying.point_hint", done: "saying.point_done" },
  offer: { label: "saying.offer", hint: "saying.offer_hint", done: "saying.offer_done" },
};

function saying(room) {
  const { says } = room.view;
  if (!says || room.view.closed || !room.view.here) return null;
  const list = make("ul", { class: "lines" });
  const update = () => {
    const kept = says === "offer" ? room.view.offers : room.view.points;
    const known = new Set(kept.map(({ words }) => words));
    const waiting = room.outbox.entries("idea").filter(([, body]) => body.question === says && !known.has(body.text));
    const row = (words, by, settled) =>
      make("li", { class: settled ? "kept" : "" }, make("span", {}, by ? `${by}: ${words}` : words), settled ? make("span", { class: "tag kept" }, say(SAYING[says].done)) : null);
    list.replaceChildren(...kept.map(({ words, by, settled }) => row(words, by, settled)), ...waiting.map(([, { text: words }]) => row(words, "", false)));
  };
  update();
  const form = lineForm(room, says, say(SAYING[says].label));
  return { node: make("section", {}, form.node, text(say(SAYING[says].hint), "small"), list), update };
}

// A round in which everybody speaks in turn

function turnBlock(room) {
  const { view } = room;
  if (view.way !== "round" || view.closed || !view.here) return null;
  const who = make("b");
  const mine = text("", "");
  const update = () => {
    const { speakers, speaks, turn } = room.view;
    const before = speaks - 1 - turn;
    who.textContent = turn >= speakers.length ? say("turn.all") : say("turn.now", { name: speakers[turn] });
    mine.textContent = !speaks || turn >= speakers.length ? "" : say(["turn.mine", "turn.next"][before] ?? (before < 0 ? "turn.done" : "turn.later"), { n: before });
  };
  update();
  return { node: make("section", { class: "card", "aria-live": "polite" }, who, mine, text(say("turn.text"), "small")), update };
}

// Choosing from a list: three dots a question

const DOTS = 3;

function chooseScreen(room) {
  const { view } = room;
  const ready = readyBlock(room);
  const parts = view.lists.map(({ question, title }) => {
    const lines = view.choices.filter((each) => each.question === question);
    const left = text("", "small");
    const buttons = lines.map(({ id, words, times }) =>
      make(
        "button",
        { type: "button", class: "dot", onclick: () => room.dot(id, !room.hasDot(id)) },
        make("i", { "aria-hidden": "true" }),
        make("span", {}, words),
        times > 1 ? make("small", {}, `${times}×`) : null,
      ),
    );
    const update = () => {
      const own = lines.filter(({ id }) => room.hasDot(id));
      const n = DOTS - own.length;
      left.textContent = n > 0 ? say("choose.left", { n }) : say("choose.none_left");
      buttons.forEach((each, at) => {
        const laid = own.includes(lines[at]);
        each.setAttribute("aria-pressed", laid);
        each.disabled = !laid && n <= 0;
      });
    };
    update();
    return { update, node: make("section", {}, make("h2", {}, title), lines.length ? left : text(say("list.nothing"), "small"), buttons) };
  });
  const node = make("div", {}, eyebrow(view, view.step.title), heading(view.step.title), text(say("choose.text"), "lead"), parts.map((part) => part.node), ready.node, text(say("choose.private"), "small"));
  const update = () => [ready, ...parts].forEach((part) => part.update());
  return { node, update };
}

function chosenScreen(room) {
  const { view } = room;
  const ready = readyBlock(room);
  const row = ({ id, words, dots }) =>
    make("li", {}, make("span", {}, words), make("span", { class: "tags" }, view.chosen.includes(id) ? make("span", { class: "tag" }, say("choose.mine")) : null, make("b", {}, say("choose.dots", { n: dots }))));
  const parts = view.lists.map(({ question, title }) =>
    make("section", {}, make("h2", {}, title), make("ul", { class: "lines" }, view.choices.filter((each) => each.question === question).map(row))),
  );
  const node = make("div", {}, eyebrow(view, say("choose.shown")), heading(say("choose.shown")), parts, ready.node);
  return { node, update: ready.update };
}

// A question to try out, that counts nowhere

const MADE_UP = [2, 3, 3, 5];
const ANSWERS = ["warmup.there", "warmup.short", "warmup.quarter", "warmup.half", "warmup.long"];

function warmUpScreen(room) {
  const ready = readyBlock(room);
  const scale = { anchors: ANSWERS.map((key, at) => [at + 1, say(key)]) };
  const after = make("div", { "aria-live": "polite" }, text(say("warmup.try"), "small"));
  const tried = (value) => {
    const votes = value === null ? MADE_UP : [...MADE_UP, value].sort();
    const result = { subject: "try", votes, not_known: value === null ? 1 : 0 };
    after.replaceChildren(text(say("warmup.after")), spread({ mine: () => value }, result, scale), text(say("warmup.saved"), "small"));
  };
  const choice = (value, number, words, kind) =>
    make("label", { class: kind }, make("input", { type: "radio", name: "try", onchange: () => tried(value) }), number && make("b", {}, number), make("span", {}, words), make("i", { "aria-hidden": "true" }, "✓"));
  const node = make(
    "div",
    {},
    eyebrow(room.view, room.view.step.title),
    heading(room.view.step.title),
    text(say("warmup.text"), "lead"),
    make("h2", { id: "try" }, say("warmup.question")),
    make("div", { role: "radiogroup", "aria-labelledby": "try" }, scale.anchors.map(([value, words]) => choice(value, value, words, "choice")), choice(null, null, say("vote.unknown"), "unknown")),
    after,
    ready.node,
  );
  return { node, update: ready.update };
}

// The plain steps

function waiting(room, words, ...more) {
  const ready = readyBlock(room);
  const around = [ready, saying(room), turnBlock(room)];
  const [, said, turn] = around;
  const node = make("div", {}, eyebrow(room.view, room.view.step.title), heading(room.view.step.title), turn?.node ?? text(words, "lead"), more, said?.node, ready.node);
  const update = () => around.forEach((part) => part?.update());
  return { node, update };
}

function introScreen(room) {
  const rules = [say("intro.first"), privacy(room.view).textContent, say("intro.unknown"), say("intro.follow")];
  return waiting(room, say("intro.text", { name: room.view.name }), make("ul", { class: "rules" }, rules.map((rule) => make("li", {}, rule))));
}

function pauseScreen(room) {
  const end = room.view.clock_end && new Date(room.view.clock_end);
  const time = end?.toLocaleTimeString(LANGUAGE, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return waiting(room, end ? `${say("pause.text")} ${say("pause.until", { time })}` : say("pause.text"));
}

function hiddenScreen(room) {
  return waiting(room, say("talk.text"), text(say("talk.hidden"), "small"), room.view.items.length ? button(say("vote.review"), () => room.openVote()) : null);
}

// The end, and what I sent

const LONG_SHEET = 12; // votes of one step that are folded

function sheetBlock(sheet, keep = true) {
  if (!sheet?.parts.length) return text(say("mine.sent_nothing"), "small");
  const round = (vote, all) => (all.some((other) => other.round > 1) ? ` (${say("mine.round", { n: vote.round })})` : "");
  const folds = (votes) => votes.length > LONG_SHEET;
  const parts = sheet.parts.map(({ title, votes, lines }) =>
    make(
      folds(votes) ? "details" : "section",
      { class: "sheet" },
      folds(votes) ? make("summary", {}, `${title} (${votes.length})`) : make("h3", {}, title),
      make(
        "dl",
        {},
        votes.map((vote) => [make("dt", {}, `${vote.item} · ${vote.question}${round(vote, votes)}`), make("dd", {}, vote.value)]),
      ),
      lines.length ? make("ul", {}, lines.map((line) => make("li", {}, line))) : null,
    ),
  );
  return make("div", {}, keep ? button(say("mine.keep"), () => keepSheet(sheet)) : null, parts);
}

function keepSheet(sheet) {
  const lines = sheet.parts.flatMap(({ title, votes, lines: written }) => [
    title,
    ...votes.map((vote) => `- ${vote.item} · ${vote.question} (${say("mine.round", { n: vote.round })}): ${vote.value}`),
    ...written.map((line) => `- ${line}`),
    "",
  ]);
  const address = URL.createObjectURL(new Blob([[sheet.name, "", ...lines].join("\r\n")], { type: "text/plain;charset=utf-8" }));
  make("a", { href: address, download: say("mine.file") }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

function staysAndGoes() {
  const list = (title, ...words) => make("section", {}, make("h2", {}, title), make("ul", { class: "rules" }, words.map((each) => make("li", {}, each))));
  return make(
    "div",
    {},
    list(say("closing.stays"), say("closing.stays_votes"), say("closing.stays_agreed")),
    list(say("closing.goes"), say("closing.goes_votes"), say("closing.goes_author")),
  );
}

function closingScreen(room) {
  const { view } = room;
  const ready = readyBlock(room);
  const sheet = make("div", { "aria-busy": "true" });
  room.sheet().then((found) => {
    sheet.replaceChildren(found?.parts.length ? sheetBlock(found) : "");
    sheet.removeAttribute("aria-busy");
    if (view.closed) lead.textContent = `${say("closing.closed")} ${say(found?.parts.length ? "closing.own_copy" : "closing.no_copy")}`;
  });
  const lead = text(view.closed ? say("closing.closed") : say("closing.text"), "lead");
  const title = view.closed ? say("card.close") : view.step.title;
  const node = make("div", {}, eyebrow(view, title), heading(title), lead, sheet, staysAndGoes(), ready.node);
  return { node, update: ready.update };
}

// Looking around, and my details

function stepsScreen(room) {
  const { view } = room;
  const here = room.groupStep;
  const past = view.steps.filter((step) => step.number <= (here?.number ?? view.step.number));
  const rows = past.reverse().map((step) =>
    make(
      "li",
      {},
      make(
        "button",
        { type: "button", class: `row card-${step.card || "none"}`, onclick: () => (step.id === here?.id ? room.comeBack() : room.lookAt(step.id)) },
        make("small", { class: "eyebrow" }, step.card_title || `${step.number}`),
        make("span", {}, step.title),
        step.id === here?.id ? make("small", {}, say("look.group")) : null,
      ),
    ),
  );
  const node = make("div", {}, heading(say("look.title")), text(say("look.text"), "lead"), make("ol", { class: "rows" }, rows), button(say("look.back"), () => room.comeBack(), "main wide"));
  return { node };
}

function mineScreen(room) {
  const { view } = room;
  const sheet = make("div", { "aria-busy": "true" });
  room.sheet().then((found) => {
    sheet.replaceChildren(sheetBlock(found));
    sheet.removeAttribute("aria-busy");
  });
  const name = make("input", { value: view.name, maxlength: "60", autocomplete: "given-name", name: "name" });
  const told = make("p", { class: "small", role: "status" });
  const rename = async (event) => {
    event.preventDefault();
    told.textContent = (await room.rename(name.value)) ?? say("mine.renamed");
  };
  const link = make("div");
  const makeLink = async () => {
    const { address, problem } = await room.ownLink();
    if (problem) return link.replaceChildren(text(problem, "problem"));
    const field = make("input", { value: address, readonly: true, "aria-label": say("mine.link_title"), onfocus: () => field.select() });
    const copied = make("p", { class: "small", role: "status" });
    const copy = async () => {
      field.select();
      const done = await navigator.clipboard?.writeText(address).then(() => true, () => false);
      if (done || document.execCommand("copy")) copied.textContent = say("mine.link_copied");
    };
    link.replaceChildren(make("div", { class: "pair" }, field, button(say("mine.link_copy"), copy)), copied);
    field.focus();
  };
  if (!view.closed) link.append(button(say("mine.link_make"), makeLink));
  const cards = view.open_cards_asked && view.open_cards !== null && !view.closed
    ? make("p", {}, say(view.open_cards ? "cards.said_yes" : "cards.said_no"), " ", button(say("cards.change"), () => room.openCards(!view.open_cards), "link"))
    : null;
  const node = make(
    "div",
    {},
    heading(say("mine.title")),
    make("form", { onsubmit: rename }, make("label", { class: "field" }, make("span", {}, say("mine.name")), name), view.closed ? null : make("button", { type: "submit" }, say("mine.rename")), told),
    text(say("mine.sees"), "small"),
    cards,
    make("h2", {}, say("mine.link_title")),
    text(say("mine.link_text"), "small"),
    link,
    make("h2", {}, say("mine.sent")),
    sheet,
    make("p", {}, button(say("page.language"), () => room.otherLanguage(), "link"), button(say("mine.leave"), () => room.leave(), "link")),
    button(say("look.back"), () => room.comeBack(), "main wide"),
  );
  return { node };
}

export function screenFor(room) {
  const { view } = room;
  const { kind } = view.step;
  if (room.panel === "steps") return stepsScreen(room);
  if (room.panel === "mine") return mineScreen(room);
  if (view.closed && view.here) return closingScreen(room);
  if (kind === "intro") return introScreen(room);
  if (kind === "warmup") return warmUpScreen(room);
  if (view.watching && view.open) return waiting(room, say("step.watching"));
  if (kind === "pause") return pauseScreen(room);
  if (kind === "overview") return waiting(room, say("overview.text"));
  if (kind === "close") return closingScreen(room);
  return gatheredScreen(room);
}

// A step with a vote or a list, or one that talks about it.
function gatheredScreen(room) {
  const { view } = room;
  const { kind } = view.step;
  if (view.poll_kind === "vote" && view.open) {
    return kind === "vote" || view.round > 1 || room.voting ? voteScreen(room) : hiddenScreen(room);
  }
  if (view.poll_kind === "vote") return view.revealed ? resultScreen(room) : waiting(room, say("vote.not_begun"));
  if (view.choosing && view.here && !view.watching) return chooseScreen(room);
  if (view.dots_shown) return chosenScreen(room);
  if (view.poll_kind === "list") return view.revealed ? ideaScreen(room) : writeScreen(room);
  return waiting(room, say("talk.text"));
}
