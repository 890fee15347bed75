// A list as a table, where the card names columns and the form has room: a line per item, its columns side by
// side, for who types figures in row after row. What is no column unfolds below the line, with "weet ik niet" for
// the cells; what is wrong in a cell is said below the line too, so that the columns stay straight.

import { make } from "../dom.js";
import { NUMBERS, newNumber } from "./controls.js";
import { Items, Row, numberOf } from "./items.js";
import { isUnknown } from "./saving.js";

// How much of the width a column takes, in percent; the first one has what is left.
const WIDTHS = { text: 14, choice: 10, link: 12, amount: 10, date: 10, days: 9, percent: 8, hours: 7, count: 7 };
const ADDED = ["amount", "count", "hours"]; // columns of which the sum says something
const ADDING = 300; // ms without typing before the sums are made again
const MOST_WIDTH = 70; // percent that the columns beside the first may take together

class SheetRow extends Row {
  get tag() {
    return "tbody";
  }

  get inside() {
    return this.list.rest;
  }

  firstField(spec) {
    return this.cell(spec);
  }

  layOut() {
    const wide = this.list.columns.length;
    const buttons = [this.unfold, this.remover].map((button) => make("td", { class: "act" }, button));
    this.filler = make("td", { colspan: wide - 1 });
    this.line = make("tr", { class: "line" }, make("th", { scope: "row", "data-column": this.list.specs[0].name }, this.first.node), this.filler, ...buttons);
    const below = make("td", { colspan: wide + buttons.length }, this.noted, this.more, this.bar);
    this.node.append(this.line, make("tr", { class: "below" }, below));
    if (!this.blank) this.addCells();
  }

  // The empty row has a name only; its figures appear at the first letter, in time for the next Tab.
  addCells() {
    const cells = this.list.columns.slice(1).map((spec) => make("td", { "data-column": spec.name, class: align(spec) }, this.cell(spec).node));
    this.filler.replaceWith(...cells);
    this.drawName();
  }

  cell(spec) {
    const field = this.field(spec, { hideLabel: true, hideHelp: true, cell: this.list.helpIds[spec.name] });
    field.onentered = () => this.list.move(this, spec.name, 1);
    if (field.unsure) field.unsure.firstChild.textContent = spec.head ?? spec.label;
    field.unsure?.remove(); // it comes back where the rest unfolds
    this.noted ??= make("div", { class: "noted" });
    this.noted.append(make("div", {}, make("b", {}, spec.head ?? spec.label), field.note, field.conflict));
    return field;
  }

  open() {
    if (this.isOpen || this.blank) return;
    super.open();
    const buttons = this.list.columns.map(({ name }) => this.fields.get(name)?.unsure).filter(Boolean);
    const { words } = this.form;
    const label = make("span", { class: "label", "aria-hidden": "true" }, words.unsure);
    if (buttons.length) this.more.prepend(make("div", { class: "unsures", role: "group", "aria-label": words.unsure }, label, ...buttons));
  }

  drawSummary() {
    super.drawSummary();
    this.list.soonTotals?.();
  }

  // A cell is read aloud with its column and its row, and with "weet ik niet" where it shows `?`.
  drawName() {
    super.drawName();
    for (const { name, label } of this.list.columns.slice(1)) {
      const field = this.fields.get(name);
      const unsure = field && isUnknown(field.saver.current) ? `, ${this.form.words.unsure}` : "";
      field?.control.input?.setAttribute("aria-label", `${label}: ${this.title}${unsure}`);
    }
  }
}

export class Sheet extends Items {
  modeOf() {
    return "sheet";
  }

  get rest() {
    return this.specs.filter((spec, at) => at > 0 && !spec.column);
  }

  buildTop() {
    return null;
  }

  buildList() {
    const { words } = this.form;
    const { columns } = this;
    this.helpIds = Object.fromEntries(columns.map(({ name }) => [name, `help-${newNumber()}`]));
    this.hint = make("p", { class: "help", "aria-hidden": "true" });
    const asked = columns.slice(1).reduce((sum, { type }) => sum + WIDTHS[type], 0);
    const width = ({ type }) => `${WIDTHS[type] * Math.min(1, MOST_WIDTH / asked)}%`;
    const widths = columns.map((spec, at) => make("col", { style: at > 0 ? `width: ${width(spec)}` : null }));
    const heads = columns.map((spec) => {
      const said = (spec.head ?? spec.label).toLowerCase() === spec.unit || spec.type === "date";
      const unit = spec.unit && !said ? make("span", { class: "unit" }, spec.unit) : null;
      const help = make("span", { class: "aside", id: this.helpIds[spec.name] }, spec.help ?? "");
      const sorter = make("button", { type: "button", class: "sort", title: spec.label, onclick: () => this.sortBy(spec) }, spec.head ?? spec.label);
      return make("th", { scope: "col", class: align(spec), "data-sort": spec.name }, sorter, unit, help);
    });
    this.totals = columns.map((spec) => make("td", { class: align(spec) }));
    this.foot = make("tfoot", {}, make("tr", {}, ...this.totals, make("td", { colspan: 2 })));
    const acts = [words.rest, words.remove].map((word) => make("th", { scope: "col" }, make("span", { class: "aside" }, word)));
    const table = make(
      "table",
      { class: "rows sheet", "aria-label": this.label, onkeydown: (event) => this.pressed(event) },
      make("colgroup", {}, ...widths, make("col", { class: "act" }), make("col", { class: "act" })),
      make("thead", {}, make("tr", {}, make("td", { colspan: columns.length + acts.length }, this.hint)), make("tr", {}, ...heads, ...acts)),
      this.foot,
    );
    table.addEventListener("focusin", (event) => this.explain(event.target));
    table.addEventListener("focusout", () => this.explain(null));
    this.explain(null);
    return table;
  }

  newRow(data, more) {
    return new SheetRow(this, data, more);
  }

  // Up, down, and back to the order in which the customers were made.
  sortBy(spec) {
    const first = NUMBERS.includes(spec.type); // of figures the largest come first
    const same = this.sort?.spec === spec;
    this.sort = !same ? { spec, down: first } : this.sort.down === first ? { spec, down: !first } : null;
    for (const head of this.list.querySelectorAll("th[data-sort]")) {
      const here = this.sort?.spec.name === head.dataset.sort;
      if (here) head.setAttribute("aria-sort", this.sort.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
    this.lookAgain();
  }

  draw() {
    super.draw();
    this.drawTotals();
  }

  soonTotals() {
    clearTimeout(this.adding);
    this.adding = setTimeout(() => this.drawTotals(), ADDING);
  }

  // What the rows in sight, and those on the other pages, come to together. Unknown is not added as 0.
  drawTotals() {
    const { words, address } = this.form;
    this.foot.hidden = this.matching.length < 2;
    this.columns.forEach(({ name, type }, at) => {
      if (at === 0) this.totals[0].textContent = words.together.replace("{n}", this.matching.length);
      if (!ADDED.includes(type)) return;
      const known = this.matching
        .map((item) => numberOf(this.valueOf(item, name), address.language))
        .filter((value) => value !== null);
      const sum = known.reduce((all, value) => all + value, 0);
      this.totals[at].textContent = known.length ? sum.toLocaleString(address.language === "nl" ? "nl-BE" : "en", { maximumFractionDigits: 0 }) : "";
    });
  }

  // The help of the column that is being filled in; how to get around where none is.
  explain(target) {
    const name = target?.closest("[data-column]")?.dataset.column;
    const spec = this.columns.find((each) => each.name === name);
    const title = make("b", {}, spec ? `${spec.label}. ` : "");
    this.hint.replaceChildren(...(spec?.help ? [title, spec.help] : [this.form.words.sheet_how]));
  }

  filled(row) {
    this.rows.set(row.id, row);
    this.mine.add(row.id);
    row.addCells();
    this.addBlank();
  }

  focusAfter(row) {
    this.move(row, this.specs[0].name, 1);
  }

  // Up and down inside a column, on to the empty row, where only the name can be typed.
  move(row, name, by) {
    const nodes = [...this.list.querySelectorAll(":scope > .row:not(.removed)")];
    const node = nodes[nodes.indexOf(row.node) + by];
    const next = [...this.rows.values(), this.blankRow].find((each) => node && each.node === node);
    if (!next) return;
    const { control } = next.fields.get(name) ?? next.first;
    control.focus();
    control.input.select?.();
  }

  pressed(event) {
    const { target, key } = event;
    const name = target.closest("[data-column]")?.dataset.column;
    if (!name || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const row = this.rows.get(target.closest(".row").dataset.id) ?? this.blankRow;
    const isList = target.matches("select");
    const field = row.fields.get(name);
    if (key === "Backspace" || key === "Delete") {
      if (isUnknown(field.saver.current)) field.unsure.click();
      return;
    }
    const by = isList ? { Enter: 1 }[key] : { ArrowUp: -1, ArrowDown: 1 }[key];
    if (!by) return;
    event.preventDefault();
    this.move(row, name, by);
  }
}

const align = ({ type }) => (NUMBERS.includes(type) ? "number" : null);
