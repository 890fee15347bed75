// Every value against every customer: one cell each, empty, 0, half, 1 or "weet ik niet".

import { make } from "../dom.js";
import { same } from "../outbox.js";
import { Items, PAGE } from "./items.js";
import { PAUSE, UNKNOWN, isUnknown, saverOf } from "./saving.js";

const CELL = [
  { value: null, sign: "", key: ["Delete", "Backspace"] },
  { value: 0, sign: "0", key: ["0"] },
  { value: 0.5, sign: "½", key: ["h", "H", "5"] },
  { value: 1, sign: "1", key: ["1"] },
  { value: UNKNOWN, sign: "?", key: ["?", "w", "W"] },
];

class Cell {
  constructor(match, item, [id, name]) {
    this.match = match;
    this.form = match.form;
    this.name = name;
    this.item = item;
    const address = { ...this.form.address, kind: this.form.spec.kind, id: item.id, field: `values.${id}` };
    this.saver = saverOf(address, item.values[`values.${id}`] ?? null, item.seen);
    this.button = make("button", { type: "button", class: "cell" });
    this.label = make("span", { class: "value-name", "aria-hidden": "true" }, name || this.form.words.nameless);
    this.note = make("p", { class: "note", role: "alert" });
    this.node = make("div", { class: "cell-box" }, this.label, this.button, this.note);
    this.button.onclick = () => this.say(CELL[(this.at + 1) % CELL.length].value);
    this.button.onkeydown = (event) => this.pressed(event);
    this.saver.attach(this);
    this.form.follow(this.saver);
    this.show();
    this.marked();
  }

  get at() {
    return Math.max(0, CELL.findIndex((each) => same(each.value, this.saver.current)));
  }

  // A tap on the way to the next state is not an answer yet, so a moment passes before it is sent.
  say(value) {
    this.saver.say(value, PAUSE);
    this.show();
  }

  pressed(event) {
    const found = CELL.find((each) => each.key.includes(event.key));
    if (found) {
      event.preventDefault();
      return this.say(found.value);
    }
    const by = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!by) return;
    event.preventDefault();
    this.match.move(this, by);
  }

  show() {
    const state = CELL[this.at];
    const words = this.match.words(state);
    this.button.replaceChildren(make("b", { "aria-hidden": "true" }, state.sign || "·"), make("span", { class: "words" }, words));
    this.button.dataset.state = state.sign || "none";
    this.button.setAttribute("aria-label", `${this.item.name || this.form.words.nameless}, ${this.name}: ${words}`);
  }

  confirmed() {
    this.show();
  }

  // Two people on one cell: the last one to look decides, with one tap.
  marked() {
    const { state, note } = this.saver;
    if (state === "conflict") {
      const { words } = this.form;
      const button = (label, act) => make("button", { type: "button", class: "button", onclick: act }, label);
      this.note.replaceChildren(note, button(words.keep_mine, () => this.saver.keepMine()), button(words.take_theirs, () => this.saver.takeTheirs()));
    } else this.note.textContent = ["refused", "locked"].includes(state) ? note || this.form.words.lost : "";
  }

  drop() {
    this.saver.detach(this);
    this.form.unfollow(this.saver);
  }
}

export class Match extends Items {
  constructor(form) {
    super(form);
    this.mode = "match";
    this.node.className = "items match";
    this.list.className = "rows match";
    this.cells = new Map();
  }

  buildTop() {
    const legend = CELL.filter((state) => state.sign).map((state) => make("span", {}, make("b", {}, state.sign), ` ${this.words(state)}`));
    this.heads = make("div", { class: "heads", "aria-hidden": "true" });
    return make("div", { class: "top" }, make("p", { class: "help" }, this.specs[0]?.help ?? ""), make("div", { class: "legend" }, ...legend), make("p", { class: "help" }, this.form.words.match_how), this.heads);
  }

  words(state) {
    const { words } = this.form;
    if (state.value === null) return words.match_none;
    if (isUnknown(state.value)) return words.unsure;
    const anchor = this.specs[0]?.steps.find(([number]) => number === state.value)?.[1];
    return anchor || words[{ 0: "match_0", 0.5: "match_half", 1: "match_1" }[state.value]];
  }

  get values() {
    return this.form.spec.targets.value ?? [];
  }

  update(data) {
    this.data = data;
    this.find(true);
    if (!same(this.drawn, this.values)) {
      this.drawn = this.values;
      this.clear();
      this.heads.replaceChildren(...this.values.map(([, name]) => make("span", {}, name || this.form.words.nameless)));
      this.node.style.setProperty("--steps", this.values.length);
    }
    this.draw();
  }

  draw() {
    const page = this.matching.slice(this.page * PAGE, (this.page + 1) * PAGE);
    if (!same(page.map((item) => item.id), [...this.cells.keys()])) {
      this.clear();
      page.forEach((item) => this.drawItem(item));
    }
    for (const item of page) {
      const { name, cells } = this.cells.get(item.id);
      name.textContent = item.name || this.form.words.nameless;
      cells.forEach((cell) => {
        cell.item = item;
        cell.saver.learn(item.values[cell.saver.address.field] ?? null, item.seen);
      });
    }
    this.drawAround(this.matching);
    this.steps.hidden = true;
  }

  drawItem(item) {
    const cells = this.values.map((value) => new Cell(this, item, value));
    const name = make("h2", { class: "name" });
    this.cells.set(item.id, { name, cells });
    this.list.append(make("li", { class: "row" }, name, make("div", { class: "cells" }, ...cells.map((cell) => cell.node))));
  }

  move(cell, [down, right]) {
    const lines = [...this.cells.values()].map((line) => line.cells);
    const row = lines.findIndex((line) => line.includes(cell));
    lines[row + down]?.[lines[row].indexOf(cell) + right]?.button.focus();
  }

  clear() {
    this.cells.forEach(({ cells }) => cells.forEach((cell) => cell.drop()));
    this.cells.clear();
    this.list.replaceChildren();
  }

  drop() {
    this.clear();
    super.drop();
  }
}
