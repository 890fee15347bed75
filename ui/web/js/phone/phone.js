// The phone in the room: who this is, where the group is, what was sent; draws the screen that belongs to it.

import { make } from "../dom.js";
import { ask, newId } from "../outbox.js";
import { keepAwake } from "./awake.js";
import { Outbox, shelf } from "./letters.js";
import { RoomLine } from "./room_line.js";
import { LANGUAGE, asked, button, cardsQuestion, codeInHalves, heading, joinScreen, minutes, say, screenFor, text } from "./screens.js";
import { sheetOf } from "./sheets.js";

const LAST = "last"; // the session of this phone
const RECENT = 12 * 3600 * 1000; // ms in which it is opened again without a code
const MINUTE = 60000;

const page = {
  code: make("b", { class: "brand" }),
  state: make("span", { class: "state", role: "status" }),
  notice: make("div", { class: "notice", role: "status", hidden: true }),
  away: make("div", { class: "notice away", hidden: true }),
  main: make("main"),
  foot: make("footer"),
  live: make("div", { class: "unseen", "aria-live": "polite" }),
};
page.top = make("header", {}, page.code, page.state);
document.body.append(page.top, page.notice, page.away, page.main, page.foot, page.live);

const tell = (words) => (page.live.textContent = words);

// Lays a screen down and brings who reads, or listens, to its heading.
function lay(screen) {
  page.main.replaceChildren(screen.node);
  window.scrollTo(0, 0);
  page.main.querySelector("#title")?.focus({ preventScroll: true });
}

class Room {
  constructor(workshop, code) {
    this.workshop = workshop;
    this.code = code;
    this.view = null;
    this.panel = null; // "steps" or "mine"
    this.voting = false; // looks over own votes in a step that talks about them
    this.screen = null;
    this.confirmed = new Map(); // what was confirmed after the view was asked: key -> { value, at }
    this.hidden = new Set(); // lines taken back, until the view knows
    this.outbox = new Outbox(workshop, {
      changed: () => this.draw(),
      confirmed: (key, body, answer) => this.wasKept(key, body, answer),
      refused: (key, body, message, code) => this.wasRefused(key, message, code),
    });
    this.line = new RoomLine(workshop, {
      seen: (view, asked) => this.see(view, asked),
      gone: () => this.gone(),
      changed: () => {
        if (this.line.up) this.outbox.pump();
        this.draw();
      },
    });
    this.back = () => this.cameBack();
    this.ticking = setInterval(() => this.tick(), 1000);
    this.toldMinute = "";
  }

  async enter() {
    window.addEventListener("popstate", this.back);
    await this.line.start();
    this.outbox.pump();
  }

  close() {
    this.line.stop();
    keepAwake(false);
    clearInterval(this.ticking);
    window.removeEventListener("popstate", this.back);
    page.foot.replaceChildren();
    page.notice.hidden = page.away.hidden = true;
  }

  // What the server says

  see(view, asked) {
    const before = this.view;
    this.view = view;
    for (const [key, { at }] of this.confirmed) if (at < asked) this.confirmed.delete(key);
    for (const id of this.hidden) if (!view.ideas.some((idea) => idea.id === id)) this.hidden.delete(id);
    if (view.here) this.line.look = null;
    this.followed(view.group ?? view.step);
    keepAwake(!view.closed);
    if (!before) this.remember();
    this.draw();
  }

  // The group is at this step now: whoever has a panel open goes along, whoever looks around is told.
  followed(step) {
    const moved = this.groupAt !== undefined && this.groupAt !== step.id;
    this.groupAt = step.id;
    if (moved && this.line.look === null) {
      this.panel = null;
      this.voting = false;
    }
  }

  get groupStep() {
    return this.view.steps.find((step) => step.id === this.groupAt);
  }

  remember() {
    this.code = this.view.code;
    shelf.put(LAST, { workshop: this.workshop, code: this.code, at: Date.now() });
    history.replaceState(null, "", `?code=${this.code}`);
    page.code.textContent = codeInHalves(this.code);
    document.title = `${this.view.company_name || say("join.title")} · Bierkaartjes`;
  }

  async gone() {
    this.close();
    const found = this.code ? await ask("/api/knock", { code: this.code }) : null;
    shelf.drop(LAST);
    const erased = found?.body.code === "workshop.refused.wrong_code";
    comeIn({ code: this.code ?? "", message: say(found?.body.removed ? "refused.removed" : erased ? "join.erased" : "join.gone") });
  }

  // What I say

  vote(subject, value) {
    const { poll_step: step, round } = this.view;
    const [item, field] = [subject.slice(0, subject.lastIndexOf("/")), subject.slice(subject.lastIndexOf("/") + 1)];
    const body = { workshop: this.workshop, item, field, step, round, value, write_id: newId() };
    this.outbox.put(`vote/${step}:${round}/${subject}`, "/api/vote", body);
  }

  // My vote on a subject: undefined where I gave none, null for "weet ik niet".
  mine(subject) {
    const key = `vote/${this.view.poll_step}:${this.view.round}/${subject}`;
    const waiting = this.outbox.of(key);
    if (waiting) return waiting.value;
    if (this.confirmed.has(key)) return this.confirmed.get(key).value;
    return this.view.votes[subject];
  }

  // Going on in the second round with the first answer in sight is giving it again.
  sayAgain(subject) {
    const mine = this.mine(subject);
    if (this.view.round > 1 && this.view.open && mine !== undefined && !this.again.includes(subject)) this.vote(subject, mine);
  }

  get again() {
    return shelf.get(`${this.workshop}/again/${this.view.poll_step}`) ?? [];
  }

  get saved() {
    const keys = asked(this.view).map(({ key }) => key);
    if (this.view.round > 1) return Math.max(this.view.voted, keys.filter((key) => this.again.includes(key)).length);
    const start = `vote/${this.view.poll_step}:${this.view.round}/`;
    return keys.filter((key) => key in this.view.votes || this.confirmed.has(start + key)).length;
  }

  ready(ready) {
    this.outbox.put(`ready/${this.view.stage}`, "/api/ready", { workshop: this.workshop, stage: this.view.stage, ready });
  }

  get isReady() {
    const key = `ready/${this.view.stage}`;
    return this.outbox.of(key)?.ready ?? this.confirmed.get(key)?.value ?? this.view.ready;
  }

  // Lines: what is being typed stands on this device until it is sent or left out.

  // The step that a line belongs to: a point or an offer to where the group is, an answer to the list it is about.
  stepOf(question) {
    return question === this.view.says ? this.view.step.id : this.view.poll_step;
  }

  typingKey(question) {
    return `${this.workshop}/typing/${this.stepOf(question)}/${question}`;
  }

  typed(question) {
    return shelf.get(this.typingKey(question)) ?? "";
  }

  typing(question, words) {
    const key = this.typingKey(question);
    if (words) shelf.put(key, words);
    else shelf.drop(key);
  }

  addLine(question, words, step = this.stepOf(question), write = newId()) {
    this.outbox.put(`idea/${write}`, "/api/idea", { workshop: this.workshop, step, question, text: words, write_id: write });
    shelf.drop(`${this.workshop}/typing/${step}/${question}`);
    this.say("");
  }

  // My lines for a question: those on the server, then those on their way.
  lines(question) {
    const kept = this.view.ideas
      .filter((idea) => idea.mine && idea.question === question && !this.hidden.has(idea.id))
      .map(({ id, words }) => ({ id, words, question }));
    const known = new Set(kept.map(({ id }) => id));
    const confirmed = [...this.confirmed]
      .filter(([key, { value }]) => key.startsWith("idea/") && value.question === question && value.step === this.view.poll_step)
      .map(([, { value }]) => ({ id: value.id, words: value.text, question }))
      .filter(({ id }) => !known.has(id) && !this.hidden.has(id));
    const waiting = this.outbox
      .entries("idea")
      .filter(([, body]) => body.question === question && body.step === this.view.poll_step)
      .map(([, body]) => ({ id: null, words: body.text, question }));
    return [...kept, ...confirmed, ...waiting];
  }

  removeLine({ id, words, question }) {
    this.hidden.add(id);
    const step = this.view.poll_step;
    this.outbox.put(`withdraw/${id}`, "/api/withdraw", { workshop: this.workshop, idea: id });
    this.say(say("list.removed", { text: words }), say("list.undo"), () => this.addLine(question, words, step));
  }

  // Three dots a question for what weighs most.

  dot(line, laid) {
    const step = this.view.step.id;
    this.outbox.put(`dot/${step}/${line}`, "/api/dot", { workshop: this.workshop, step, line, laid, write_id: newId() });
  }

  hasDot(line) {
    const key = `dot/${this.view.step.id}/${line}`;
    return this.outbox.of(key)?.laid ?? this.confirmed.get(key)?.value ?? this.view.chosen.includes(line);
  }

  unsent() {
    const start = `${this.workshop}/typing/`;
    for (const key of shelf.keys(start)) {
      const [step, question] = key.slice(start.length).split("/");
      const words = shelf.get(key);
      const inSight = document.getElementById(`line-${question}`) && step === this.stepOf(question) && !this.panel;
      if (words?.trim() && !inSight) return { key, step, question, words };
    }
    return null;
  }

  // What became of it

  wasKept(key, body, answer) {
    const value = key.startsWith("idea/") ? { ...body, id: answer.idea } : (body.ready ?? body.laid ?? body.value);
    if (!key.startsWith("withdraw/")) this.confirmed.set(key, { value, at: Date.now() });
    if (key.startsWith("vote/") && body.round > 1) {
      const again = `${this.workshop}/again/${body.step}`;
      shelf.put(again, [...new Set([...(shelf.get(again) ?? []), `${body.item}/${body.field}`])]);
    }
    if (answer.late) this.say(answer.late);
    if (!key.startsWith("vote/") && !key.startsWith("dot/")) this.line.refresh();
  }

  wasRefused(key, message, code) {
    if (code === "locked") return this.line.refresh();
    this.hidden.delete(key.replace("withdraw/", ""));
    this.say(say("status.left_out", { message }));
    this.line.refresh();
  }

  async rename(name) {
    const { status, body } = await ask("/api/name", { workshop: this.workshop, name });
    if (status === 200) this.line.refresh();
    return status === 200 ? null : (body.message ?? say("status.waiting"));
  }

  async openCards(agrees) {
    const { status, body } = await ask("/api/cards", { workshop: this.workshop, agrees });
    if (status !== 200) return this.say(body.message ?? say("status.waiting"));
    this.line.refresh();
  }

  async ownLink() {
    const { status, body } = await ask("/api/own-link", { workshop: this.workshop });
    return status === 200 ? { address: location.origin + body.path } : { problem: body.message ?? say("status.waiting") };
  }

  sheet() {
    return sheetOf(this);
  }

  // Where I am

  // The place where I was in this round; without one the first question that I did not answer yet.
  placeAmong(keys) {
    const kept = shelf.get(this.placeKey);
    if (kept === "end") return keys.length;
    if (kept !== null) return Math.max(0, keys.indexOf(kept));
    if (this.view.poll_kind === "list" || this.view.round > 1) return 0;
    const open = keys.findIndex((key) => this.mine(key) === undefined);
    shelf.put(this.placeKey, keys[open] ?? "end"); // or another person who joins would bring the next question
    return open < 0 ? keys.length : open;
  }

  moveTo(key) {
    shelf.put(this.placeKey, key);
    this.draw();
  }

  // Whether the phone goes to the next question by itself after a tap on an answer.
  get hurries() {
    return shelf.get("hurries") === true;
  }

  set hurries(wish) {
    shelf.put("hurries", wish);
  }

  openVote() {
    this.voting = true;
    this.draw();
  }

  openPanel(panel) {
    if (!this.isAway) history.pushState({ away: true }, "");
    this.panel = panel;
    this.draw();
  }

  lookAt(step) {
    this.panel = null;
    this.line.lookAt(step);
  }

  get isAway() {
    return this.panel !== null || this.line.look !== null;
  }

  comeBack() {
    if (history.state?.away) history.back();
    else this.cameBack();
  }

  cameBack() {
    this.panel = null;
    if (this.line.look !== null) this.line.lookAt(null);
    this.draw();
  }

  otherLanguage() {
    document.cookie = `bk_lang=${LANGUAGE === "nl" ? "en" : "nl"}; path=/; max-age=15552000; samesite=lax`;
    location.reload();
  }

  leave() {
    this.close();
    shelf.drop(LAST);
    history.replaceState(null, "", location.pathname);
    comeIn({ code: "" });
  }

  // Drawing

  draw() {
    if (this.line.stopped) return;
    if (!this.view) return this.drawConnecting();
    document.body.className = `card-${this.view.step.card || "none"}`;
    document.body.dataset.step = this.view.step.id;
    this.drawState();
    this.drawAway();
    this.drawFoot();
    this.drawScreen();
    this.drawNotice();
    this.tick();
  }

  drawConnecting() {
    page.main.replaceChildren(heading(say(this.line.up ? "join.busy" : "status.offline")), this.line.up ? "" : text(say("status.waiting"), "lead"));
  }

  // Builds a screen only where another one belongs here than the one that stands; figures that changed at the same
  // place leave what was folded open and the place on the page as they are.
  drawScreen() {
    const [place, figures] = [this.place, this.figures];
    if (this.screen?.place === place && this.screen.figures === figures) return this.screen.update?.();
    const stays = this.screen?.place === place;
    const screen = screenFor(this);
    if (this.asksCards && !this.panel) screen.node.prepend(cardsQuestion(this));
    this.screen = { ...screen, place: this.place, figures };
    if (!stays) return lay(screen);
    const open = [...page.main.querySelectorAll("details")].map((each) => each.open);
    page.main.replaceChildren(screen.node);
    page.main.querySelectorAll("details").forEach((each, at) => (each.open = open[at] ?? false));
  }

  get place() {
    const { view } = this;
    const at = view.open ? shelf.get(this.placeKey) : null;
    const step = [view.step.id, view.choosing, view.dots_shown, view.here, view.round, view.revealed, view.open, view.closed, view.items.map(({ id }) => id).join(), at];
    const around = [this.panel, this.voting, this.asksCards, view.open_cards, view.cards_open, view.traceable];
    return JSON.stringify([...step, ...around, view.step.kind === "pause" && [view.clock_end, view.clock_left]]);
  }

  get figures() {
    const { view } = this;
    return view.poll_kind === "vote" && !view.open ? JSON.stringify([view.results, view.names, view.on_table]) : "";
  }

  get placeKey() {
    return `${this.workshop}/at/${this.view.poll_step}:${this.view.round}`;
  }

  get asksCards() {
    return this.view.open_cards_asked && this.view.open_cards === null && !this.view.closed;
  }

  get isOffline() {
    return !this.line.up || (this.outbox.offline && this.outbox.size > 0);
  }

  drawState() {
    const { view } = this;
    const votes = view.poll_kind === "vote" && view.open && !view.closed;
    const sent = votes ? this.saved > 0 : this.everSent;
    const state = this.isOffline ? "offline" : this.outbox.size ? "saving" : sent ? "saved" : "calm";
    if (this.outbox.size) this.everSent = true;
    const progress = votes ? ` · ${say("vote.progress", { n: this.saved, total: asked(view).length })}` : "";
    const words = say(`status.${state}`) + progress;
    if (page.state.dataset.words === words) return;
    page.state.dataset.words = words;
    page.state.className = `state ${state}`;
    page.state.replaceChildren(make("i", { "aria-hidden": "true" }), words);
  }

  say(words, deed = "", act = null) {
    this.said = words ? { words, deed, act } : null;
    this.drawNotice();
  }

  drawNotice() {
    const unsent = this.unsent();
    const parts = [];
    if (this.isOffline) parts.push([say(!this.outbox.size ? "status.waiting" : shelf.safe ? "status.safe" : "status.unsafe")]);
    if (this.said) {
      const { words, deed, act } = this.said;
      const done = (then) => () => {
        this.say("");
        then?.();
      };
      parts.push([words, deed && button(deed, done(act), "link"), !deed && button(say("status.close"), done(), "link")]);
    }
    if (unsent) {
      const { key, step, question, words } = unsent;
      parts.push([
        say("list.unsent", { text: words }),
        button(say("list.send"), () => this.addLine(question, words, step), "link"),
        button(say("list.discard"), () => { shelf.drop(key); this.drawNotice(); }, "link"),
      ]);
    }
    const shape = JSON.stringify(parts.map(([words]) => words));
    if (page.notice.dataset.shape === shape) return;
    page.notice.dataset.shape = shape;
    page.notice.hidden = !parts.length;
    page.notice.replaceChildren(...parts.map((part) => make("p", {}, part.filter(Boolean).flatMap((each) => [each, " "]))));
  }

  drawAway() {
    const { look } = this.line;
    page.away.hidden = look === null;
    if (look === null) return void (page.away.dataset.at = "");
    const words = say("look.away", { step: this.groupStep?.title ?? "" });
    if (page.away.dataset.at === words) return;
    page.away.dataset.at = words;
    page.away.replaceChildren(text(words), button(say("look.back"), () => this.comeBack()));
  }

  drawFoot() {
    if (page.foot.childElementCount) return;
    page.foot.append(button(say("look.steps"), () => this.openPanel("steps"), "link"), button(say("mine.title"), () => this.openPanel("mine"), "link"), make("a", { class: "link", href: `/scherm?sessie=${encodeURIComponent(this.workshop)}`, target: "_blank", rel: "noopener" }, say("look.screen")));
  }

  tick() {
    if (!this.view || document.hidden) return;
    const end = this.view.clock_end && Date.parse(this.view.clock_end);
    const left = end ? end - this.line.now : 0;
    const still = end || !this.view.clock_left ? "" : say("clock.still", { time: minutes(this.view.clock_left * 1000) });
    const words = !end ? still : left > 0 ? say("clock.left", { time: minutes(left) }) : say("clock.over");
    for (const clock of page.main.querySelectorAll(".clock")) {
      clock.hidden = !words || !this.view.here;
      if (clock.textContent !== words) clock.textContent = words;
    }
    if (end && left > 0 && left <= MINUTE && this.toldMinute !== this.view.clock_end) {
      this.toldMinute = this.view.clock_end;
      if (left > MINUTE - 5000) tell(say("clock.minute"));
    }
  }
}

// Coming in

let present = null;

function enter(workshop, code = null) {
  present = new Room(workshop, code);
  present.draw();
  return present.enter();
}

function comeIn({ code, message = "", lobby = null, typed = "" }) {
  present = null;
  document.body.className = "card-none";
  page.code.textContent = "Bierkaartjes";
  page.state.replaceChildren();
  page.state.dataset.words = "";
  const form = joinScreen(
    { code: lobby ? lobby.code : codeInHalves(code).trim(), lobby, message, typed },
    { go, another: () => comeIn({ code: "" }) },
  );
  lay(form);
  const input = code || !form.codeInput ? form.nameInput : form.codeInput;
  if (!message && !typed) input.focus({ preventScroll: true });

  async function go(typedCode, name) {
    const signs = typedCode.replace(/[^0-9a-z]/gi, "");
    if (form.submit.disabled) return;
    const missing = !signs ? "join.no_code" : signs.length !== 6 ? "join.short_code" : "";
    if (missing) return void (form.problem.textContent = say(missing));
    form.submit.disabled = true;
    form.submit.textContent = say("join.busy");
    const { status, body } = await ask("/api/join", { code: signs, name });
    if (status === 200) return enter(body.workshop, body.code);
    form.submit.disabled = false;
    form.submit.textContent = say("join.go");
    form.problem.textContent = body.message ?? say("join.offline");
  }
}

async function arrive() {
  const asked = new URLSearchParams(location.search);
  const code = (asked.get("code") ?? "").replace(/[^0-9a-z]/gi, "").toUpperCase().slice(0, 7);
  const last = shelf.get(LAST);
  if (asked.get("sessie")) return enter(asked.get("sessie"));
  if (last && (code === last.code || (!code && Date.now() - last.at < RECENT))) return enter(last.workshop, last.code);
  comeIn({ code });
  if (!code) return;
  const { status, body } = await ask("/api/knock", { code });
  if (present || status !== 200) return;
  if (body.joined) return enter(body.workshop, body.code);
  const input = page.main.querySelector("input[name=name]");
  const typed = input?.value ?? "";
  const shut = body.removed ? "removed" : body.closed ? "closed" : body.locked ? "locked" : "";
  comeIn({ code, lobby: body, typed, message: shut && say(`refused.${shut}`) });
}

window.addEventListener("pagehide", () => present?.outbox.pump());
arrive();
