// Lines and columns of a spreadsheet pasted into the table of customers: the server reads them, keeps what is small
// and clear at once, shows anything else first, and takes it back with one tap.

import { make } from "../dom.js";
import { ask, newId } from "../outbox.js";

const SETTLING = 5000; // ms that what was typed may take to be kept before what was pasted goes
const LOOK = 100; // ms between two looks whether it is

export class Pasting {
  constructor(form) {
    this.form = form;
    this.spec = form.spec.pasting;
    this.words = this.spec.words;
    this.node = make("div", { class: "pasting", role: "status", hidden: true });
  }

  // What was pasted in the column of this name beside the customer with this id.
  async take(text, id, name) {
    const lines = text.split(/\r\n|\r|\n/).length;
    const { company, language } = this.form.address;
    this.body = { company_id: company, language, text, ...this.form.placeOf(id, name, lines), write_id: newId(), sure: false };
    this.say(this.words.reading.replace("{n}", lines));
    await this.settled();
    return this.send();
  }

  // What was typed goes first: it was there first.
  async settled() {
    const { savers } = this.form;
    savers.forEach((saver) => saver.flush());
    const until = Date.now() + SETTLING;
    const isOnItsWay = () => [...savers].some((saver) => ["waiting", "saving"].includes(saver.state));
    while (isOnItsWay() && Date.now() < until) await new Promise((done) => setTimeout(done, LOOK));
  }

  async send(sure = false) {
    this.body = { ...this.body, sure };
    const { status, body } = await ask(this.spec.url, this.body);
    if (status === 0 || status >= 500) return this.say(this.words.not_sent, [this.button(this.words.again, () => this.send(sure))]);
    if (status !== 200) return this.say(body.message ?? this.words.not_sent, [this.leaving()]);
    if (body.look) return this.show(body.look);
    this.done(body);
  }

  done({ words, notes, sequence }) {
    const undo = sequence === undefined ? null : this.button(this.words.undo, () => this.undo(sequence));
    this.say(words, [undo, this.leaving("×")], notes);
    if (sequence !== undefined) this.form.tell(sequence);
  }

  async undo(sequence) {
    const { company, language } = this.form.address;
    const { status, body } = await ask(`${this.spec.url}/undo`, { company_id: company, language, sequence });
    if (status === 200) return this.done({ ...body, sequence: undefined }, this.form.tell(body.sequence));
    this.say(body.message ?? this.words.not_sent, [this.button(this.words.again, () => this.undo(sequence))]);
  }

  // What would change, before it does.
  show({ counts, heads, rows, more, notes }) {
    const table = make(
      "table",
      {},
      make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
      make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((cell) => make("td", {}, cell))))),
    );
    const over = this.button(this.words.take_over, () => this.send(true), "button strong");
    const parts = [make("p", {}, make("b", {}, counts)), make("div", { class: "looked" }, table), make("p", { class: "hush" }, more)];
    this.say(this.words.look, [over, this.leaving(this.words.leave)], notes, parts);
    over.focus({ preventScroll: true });
  }

  say(words, buttons = [], notes = [], parts = []) {
    const list = notes.length ? make("ul", { class: "notes" }, ...notes.map((note) => make("li", {}, note))) : null;
    this.node.replaceChildren(make("p", {}, words), ...parts, ...[list, make("div", { class: "deeds" }, ...buttons)].filter(Boolean));
    this.node.hidden = false;
    this.node.scrollIntoView({ block: "nearest" });
  }

  button(words, act, kind = "button") {
    return make("button", { type: "button", class: kind, onclick: act }, words);
  }

  leaving(words = this.words.leave) {
    return this.button(words, () => (this.node.hidden = true), words === "×" ? "icon" : "button");
  }
}
