// A row: one item with its fields. In a list it can be named, added and removed; elsewhere it is only judged.

import { make } from "../dom.js";
import { newId, same } from "../outbox.js";
import { Field, NUMBERS, SHORT, signed } from "./controls.js";
import { isEmpty, isUnknown, itemOf, items, keyOf, saverOf, savers, saversOfItem } from "./saving.js";

export const PAGE = 20; // items on screen at once
const LOOKING = 150; // ms without typing before what is searched is shown
const ROOMY = 5; // fields beside the name that a row shows without opening

export class Row {
  constructor(list, data, { blank = false } = {}) {
    this.list = list;
    this.form = list.form;
    this.id = data.id;
    this.data = data;
    this.blank = blank;
    this.fields = new Map();
    this.removed = false;
    this.node = make(this.tag, { class: "row", "data-id": data.id });
    if (list.editable) this.buildEditable();
    else this.buildJudged();
    this.node.classList.toggle("blank", blank);
    if (!list.folds || list.opened === this.id) this.open();
    this.drawSummary();
  }

  get tag() {
    return "li";
  }

  address(field) {
    return { ...this.form.address, kind: this.form.spec.kind, id: this.id, field };
  }

  field(spec, more) {
    const seen = itemOf(this.address(spec.name)).fresh ? 0 : this.data.seen;
    const field = new Field(this.form, spec, saverOf(this.address(spec.name), this.data.values[spec.name] ?? null, seen), more);
    field.onshown = () => this.drawSummary();
    if (this.list.editable) field.restore = () => this.putBack();
    this.fields.set(spec.name, field);
    field.know(this.data.known?.[spec.name]);
    return field;
  }

  // What a form outside the cards asks of one thing, its settings for instance, is named by the page around it.
  buildJudged() {
    const { spec, words } = this.form;
    if (spec.whole || spec.items.length > 1) this.name = make("h2", { class: "name", tabindex: "-1" }, this.data.name || words.nameless);
    this.more = make("div", { class: "more", role: "group" });
    this.agreed = make("p", { class: "agreed" });
    this.node.append(...[this.name, this.more, this.agreed].filter(Boolean));
    this.drawName();
    this.drawAgreed();
  }

  buildEditable() {
    this.buildFirst();
    this.buildButtons();
    this.layOut();
    this.drawName();
  }

  firstField(spec) {
    return this.field(spec, { hideLabel: true, hideHelp: true });
  }

  buildFirst() {
    const { words } = this.form;
    const first = this.firstField(this.list.specs[0]);
    this.first = first;
    first.onentered = () => this.list.focusAfter(this);
    const { input } = first.control;
    if (input) {
      input.placeholder = this.blank ? words.add_placeholder : "";
      const typed = input.oninput;
      input.oninput = (event) => {
        this.fill();
        typed(event);
      };
    }
  }

  buildButtons() {
    const { words } = this.form;
    this.presence = saverOf(this.address("#"), "restore", this.data.seen);
    this.presence.attach(this);
    this.form.follow(this.presence);
    this.adder = make("button", { type: "button", class: "button add", onclick: () => this.list.addTapped(this) }, words.add);
    this.remover = make("button", { type: "button", class: "icon remove", title: words.remove, onclick: () => this.remove() }, "×");
    this.unfold = make("button", { type: "button", class: "icon unfold", "aria-expanded": "false", onclick: () => this.list.toggle(this) });
    this.more = make("div", { class: "more", role: "group" });
    this.bar = make("div", { class: "bar", hidden: true });
  }

  layOut() {
    this.summary = make("span", { class: "summary" });
    this.line = make("div", { class: "line" }, this.first.node, this.adder, this.list.folds ? this.unfold : null, this.remover);
    this.node.append(this.line, this.summary, this.more, this.bar);
  }

  // The empty row at the end becomes an item at the first letter, and another empty one appears below it.
  fill() {
    if (!this.blank) return;
    this.blank = false;
    this.node.classList.remove("blank");
    this.first.control.input.placeholder = "";
    this.list.filled(this);
  }

  // The fields that stand in the row only while it is open.
  get inside() {
    return this.list.editable ? this.list.specs.slice(1) : this.list.specs;
  }

  open() {
    if (this.isOpen || this.blank) return;
    this.isOpen = true;
    const onTop = this.list.mode === "table"; // where its label and help stand above the rows
    const pattern = onTop || (this.list.repeats && this.list.rows.size > 0);
    for (const spec of this.inside) this.more.append(this.field(spec, { hideLabel: onTop, hideHelp: pattern }).node);
    this.node.classList.add("open");
    this.unfold?.setAttribute("aria-expanded", "true");
    this.relink();
  }

  close() {
    if (!this.isOpen) return;
    this.isOpen = false;
    for (const { name } of this.inside) {
      const field = this.fields.get(name);
      field.saver.flush();
      field.drop();
      this.fields.delete(name);
    }
    this.more.replaceChildren();
    this.node.classList.remove("open");
    this.unfold?.setAttribute("aria-expanded", "false");
  }

  // Which answers came of an agreement in a workshop.
  drawAgreed() {
    if (this.agreed) this.agreed.textContent = this.data.agreed ?? "";
  }

  get title() {
    const named = this.first ? this.first.saver.current : this.data.name;
    return isEmpty(named) ? this.form.words.nameless : String(named);
  }

  drawName() {
    const { words } = this.form;
    if (this.name) this.name.textContent = this.title;
    this.more?.setAttribute("aria-label", this.first || this.name ? this.title : this.form.spec.label);
    this.remover?.setAttribute("aria-label", `${words.remove}: ${this.title}`);
    this.unfold?.setAttribute("aria-label", this.title);
    this.first?.control.input?.setAttribute("aria-label", this.list.specs[0].label);
  }

  drawSummary() {
    if (!this.node) return;
    this.drawName();
    if (!this.summary || !this.list.folds) return;
    const parts = this.list.specs
      .filter((spec) => NUMBERS.includes(spec.type))
      .map((spec) => [spec, savers.get(keyOf(this.address(spec.name)))?.current ?? this.data.values[spec.name]])
      .filter(([spec, value]) => !isEmpty(value) && !isUnknown(value) && !same(value, this.form.spec.assumed[spec.name]))
      .slice(0, 3)
      .map(([spec, value]) => {
        const unit = spec.unit ?? "";
        return `${spec.label} ${spec.type === "amount" ? `${unit} ${value}` : `${value}${spec.type === "percent" ? "" : " "}${unit}`}`.trim();
      });
    this.summary.textContent = parts.join(" · ");
  }

  get isDone() {
    return isDone(this.list.specs, this.data, (name) => this.fields.get(name)?.saver.current ?? this.data.values[name]);
  }

  update(data) {
    this.data = data;
    for (const [name, field] of this.fields) {
      field.saver.learn(data.values[name] ?? null, data.seen);
      field.know(data.known?.[name]);
    }
    this.presence?.learn("restore", data.seen);
    this.drawAgreed();
    this.relink();
    this.drawSummary();
  }

  relink() {
    this.fields.forEach((field) => field.recontrol());
  }

  remove() {
    const item = itemOf(this.address("#"));
    const mine = saversOfItem(item);
    if (item.fresh && !item.maker && !mine.some((saver) => saver.sent)) {
      mine.forEach((saver) => saver.forget());
      return this.list.discard(this);
    }
    mine.forEach((saver) => (saver === this.presence ? null : saver.state === "waiting" ? saver.send() : null));
    this.presence.say("remove", 0);
    this.show();
    this.bar.querySelector("button")?.focus();
  }

  restore() {
    this.presence.say("restore", 0);
    this.show();
    this.first?.control.focus();
  }

  // Removed elsewhere while something was typed here: the item first, then what was typed.
  putBack() {
    this.presence.known = { ...this.presence.known, value: "remove" };
    this.presence.say("restore", 0);
  }

  // Shown as removed as soon as it is asked; the status line tells whether it is already kept.
  show() {
    this.removed = this.presence.current === "remove";
    this.node.classList.toggle("removed", this.removed);
    this.bar.hidden = !this.removed;
    if (!this.removed) return this.bar.replaceChildren();
    if (this.bar.children.length > 0) return;
    const { words } = this.form;
    const undo = make("button", { type: "button", class: "button", onclick: () => this.restore() }, words.undo);
    this.bar.replaceChildren(make("span", {}, `${words.removed}: ${this.title}`), undo);
  }

  confirmed() {
    this.show();
    this.fields.forEach((field) => field.saver.retry());
  }

  marked() {}

  drop() {
    this.fields.forEach((field) => field.drop());
    this.presence?.detach(this);
    if (this.presence) this.form.unfollow(this.presence);
    this.node.remove();
  }
}

// The items of a question, twenty at a time: a list people make, or the items they judge.
//
// `folds`: rows show their name and open one at a time. `mode` of judged items: `table` (one scale or choice, its
// words on top), `grid` (several scales with the same short words), `one` (one item at a time), `plain`.

export class Items {
  constructor(form, group = null) {
    this.form = form;
    this.group = group; // undefined group id for items without one; null where nothing is grouped
    this.specs = form.spec.fields;
    this.editable = form.spec.form === "list";
    this.mode = this.modeOf();
    this.folds = this.mode === "sheet" || (this.mode === "list" && this.specs.length - 1 > ROOMY);
    this.repeats = this.mode !== "one" && !this.folds;
    this.rows = new Map();
    this.mine = new Set(); // made here since the page was opened: they stay in sight
    this.opened = null;
    this.query = "";
    this.only = ""; // of a class, or "todo"
    this.sort = null; // { name, down }
    this.found = [];
    this.page = 0;
    this.at = 0;
    this.list = this.buildList();
    this.top = this.buildTop();
    this.finder = this.buildFinder();
    this.steps = this.buildSteps();
    this.pager = this.buildPager();
    this.node = make("div", { class: `items ${this.mode}` }, this.finder, this.top, this.list, this.pager, this.steps);
    if (this.editable) this.addBlank();
  }

  modeOf() {
    return this.editable ? "list" : modeOf(this.specs);
  }

  get label() {
    return this.group?.name || this.form.spec.label;
  }

  buildList() {
    return make("ul", { class: `rows ${this.mode}${this.specs.length === 1 ? " bare" : ""}`, "aria-label": this.label });
  }

  newRow(data, more) {
    return new Row(this, data, more);
  }

  buildTop() {
    const [first] = this.specs;
    if (!first) return null;
    if (this.editable) return make("div", { class: "top" }, make("span", { class: "label" }, first.label), make("p", { class: "help" }, first.help ?? ""));
    const heads = (texts) => make("div", { class: "heads", "aria-hidden": "true" }, ...texts);
    if (this.mode === "grid") {
      const top = make("div", { class: "top" }, heads(this.specs.map((spec) => make("span", { title: spec.help ?? "" }, spec.label))));
      const legend = first.steps.map(([number, words]) => `${signed(number, first.steps)} ${words.toLowerCase()}`).join(" · ");
      top.prepend(make("p", { class: "help" }, legend));
      return top;
    }
    if (this.mode !== "table") return null;
    const top = make("div", { class: "top" }, make("span", { class: "label" }, first.label), make("p", { class: "help" }, first.help ?? ""));
    if (first.type === "scale") {
      const row = heads(first.steps.map(([number, words]) => make("span", {}, make("b", {}, signed(number, first.steps)), ` ${words}`)));
      row.style.setProperty("--steps", first.steps.length);
      top.append(row);
    }
    return top;
  }

  buildFinder() {
    const { words } = this.form;
    const input = make("input", { class: "text search", type: "search", placeholder: words.search, "aria-label": words.search, autocomplete: "off" });
    input.oninput = () => {
      this.query = input.value.trim().toLowerCase();
      clearTimeout(this.looking);
      this.looking = setTimeout(() => this.lookAgain(), LOOKING);
    };
    return make("div", { class: "finder", hidden: true }, input, this.buildOnly());
  }

  // Which of the items: all, those of one class, or those about which something is still to be done.
  buildOnly() {
    const { words, spec } = this.form;
    if (!spec.classes) return null;
    const option = ([value, label]) => make("option", { value }, label);
    const choices = [["", words.all_classes], ...spec.classes.map((klass) => [klass, `${words.klass} ${klass}`]), ["todo", words.todo]];
    const select = make("select", { class: "text only", "aria-label": words.which }, ...choices.map(option));
    select.onchange = () => {
      this.only = select.value;
      this.lookAgain();
    };
    return select;
  }

  lookAgain() {
    this.page = this.at = 0;
    this.mine.clear();
    this.find();
    this.draw();
  }

  buildPager() {
    const { words } = this.form;
    const turn = (by) => () => {
      this.page += by;
      this.at = this.page * PAGE;
      this.mine.clear();
      this.draw();
      this.node.scrollIntoView({ block: "nearest" });
    };
    this.back = make("button", { type: "button", class: "button", onclick: turn(-1) }, `‹ ${words.previous}`);
    this.forth = make("button", { type: "button", class: "button", onclick: turn(1) }, `${words.next} ›`);
    this.where = make("span", { class: "hush" });
    return make("nav", { class: "pager", hidden: true, "aria-label": this.form.spec.label }, this.back, this.where, this.forth);
  }

  buildSteps() {
    const { words } = this.form;
    const step = (by) => () => this.stepTo(this.at + by);
    this.before = make("button", { type: "button", class: "button", onclick: step(-1) }, `‹ ${words.previous}`);
    this.after = make("button", { type: "button", class: "button strong", onclick: step(1) }, `${words.next} ›`);
    this.jump = make("select", { class: "jump", "aria-label": this.form.spec.label });
    this.jump.onchange = () => this.stepTo(Number(this.jump.value));
    return make("nav", { class: "steps", "aria-label": this.form.spec.label }, this.before, this.jump, this.after);
  }

  stepTo(at) {
    this.at = Math.max(0, Math.min(at, this.matching.length - 1));
    this.page = Math.floor(this.at / PAGE);
    this.draw();
    const row = this.rows.get(this.matching[this.at]?.id);
    row?.name?.focus({ preventScroll: true });
    if (row && this.node.getBoundingClientRect().top < 0) this.node.scrollIntoView({ block: "start" });
  }

  // Go on where the same items stood in another shape.
  takeOver({ query, only, sort, page, at, mine, opened, finder }) {
    Object.assign(this, { query, only, sort, page, at, mine, opened });
    [...finder.children].forEach((control, place) => (this.finder.children[place].value = control.value));
  }

  update(data) {
    this.data = data;
    for (const item of data) itemOf({ ...this.form.address, kind: this.form.spec.kind, id: item.id }).fresh = false;
    this.find(true);
    this.draw();
  }

  // The first field is always a column: it names the row.
  get columns() {
    return this.specs.filter((spec, at) => at === 0 || spec.column);
  }

  // The items from this one down, as they stand; none from the empty row on.
  from(id) {
    if (id === this.blankRow?.id) return [];
    const ids = this.matching.map((item) => item.id);
    return ids.includes(id) ? ids.slice(ids.indexOf(id)) : [id];
  }

  get matching() {
    return this.found;
  }

  // The items in sight in their order. A row that is being filled in keeps its place: what is typed sorts and sifts
  // nothing until somebody sorts or looks again.
  find(keeps = false) {
    const before = new Map(keeps && (this.sort || this.query || this.only) ? this.found.map(({ id }, place) => [id, place]) : []);
    const isWanted = (item) =>
      before.has(item.id) || ((!this.query || item.name.toLowerCase().includes(this.query)) && this.isOfKind(item));
    const found = this.query || this.only ? this.data.filter(isWanted) : this.data;
    if (before.size) {
      const place = ({ id }) => before.get(id) ?? before.size;
      this.found = [...found].sort((one, other) => place(one) - place(other));
    } else this.found = this.sort ? this.sorted(found, this.sort) : found;
  }

  // What stands in a field of an item, typed just now or known to the server.
  valueOf(item, name) {
    const { address, spec } = this.form;
    return savers.get(keyOf({ ...address, kind: spec.kind, id: item.id, field: name }))?.current ?? item.values[name];
  }

  // What is not known stands last, whichever way.
  sorted(items, { spec, down }) {
    const { language } = this.form.address;
    const keyOfValue = NUMBERS.includes(spec.type) ? (value) => numberOf(value, language) : (value) => (isEmpty(value) || isUnknown(value) ? null : String(value));
    const compared = (one, other) => (typeof one === "string" ? one.localeCompare(other, language) : one - other);
    const order = ([one], [other]) => {
      if (one === null || other === null) return (one === null) - (other === null);
      return down ? compared(other, one) : compared(one, other);
    };
    return items.map((item) => [keyOfValue(this.valueOf(item, spec.name)), item]).sort(order).map(([, item]) => item);
  }

  isOfKind({ klass, todo }) {
    return !this.only || (this.only === "todo" ? todo : klass === this.only);
  }

  // Items made on this device that the server has not confirmed yet.
  get unborn() {
    if (!this.editable) return [];
    const { address, spec } = this.form;
    const start = `${address.company}/${spec.kind}/`;
    const known = new Set(this.data.map((item) => item.id));
    return [...items]
      .filter(([key, item]) => item.fresh && item.question === spec.question && key.startsWith(start))
      .filter(([, item]) => !spec.per || same(item.preset[spec.per], this.group?.id))
      .map(([key]) => ({ id: key.slice(start.length), name: "", seen: 0, values: {} }))
      .filter(({ id }) => !known.has(id) && id !== this.blankRow?.id)
      .filter(({ id }) => this.rows.has(id) || saversOfItem(itemOf({ ...address, kind: spec.kind, id })).some((saver) => saver.dirty));
  }

  draw() {
    const matching = this.matching;
    this.at = Math.max(0, Math.min(this.at, matching.length - 1));
    this.page = Math.max(0, Math.min(this.page, Math.ceil(matching.length / PAGE) - 1));
    const page = this.mode === "one" ? matching.slice(this.at, this.at + 1) : matching.slice(this.page * PAGE, (this.page + 1) * PAGE);
    const pinned = this.data.filter((item) => this.mine.has(item.id) && !page.includes(item));
    this.arrange([...page, ...pinned, ...this.unborn]);
    this.drawAround(matching);
  }

  // Lay the rows in this order, making and dropping what is needed, and moving no row that is in its place.
  arrange(wanted) {
    const stay = new Set(wanted.map((item) => item.id));
    const order = [];
    for (const item of wanted) {
      if (!this.rows.has(item.id)) this.rows.set(item.id, this.newRow(item));
      else this.rows.get(item.id).update(item);
      order.push(this.rows.get(item.id));
    }
    for (const [id, row] of this.rows) {
      if (stay.has(id)) continue;
      if (row.removed || this.isBusy(row)) order.splice(this.placeOf(row, order), 0, row);
      else {
        row.drop();
        this.rows.delete(id);
      }
    }
    if (this.blankRow) {
      const { words } = this.form;
      this.blankRow.first.control.input.placeholder = order.length ? words.add_placeholder : words.add_first;
      order.push(this.blankRow);
    }
    let next = this.list.querySelector(":scope > .row");
    for (const row of order) {
      if (row.node === next) next = next.nextElementSibling;
      else this.list.insertBefore(row.node, next);
    }
    order.forEach((row) => row.node.classList.toggle("current", this.mode === "one" || row.id === this.matching[this.at]?.id));
  }

  // A row that is not in the data any more but still has something to say: just removed, or still typed in.
  isBusy(row) {
    const { activeElement } = this.form.root.getRootNode();
    return this.editable && (row.node.contains(activeElement) || [...row.fields.values()].some((field) => field.saver.dirty));
  }

  placeOf(row, order) {
    const before = [];
    for (let node = row.node.previousSibling; node; node = node.previousSibling) before.push(node);
    const at = order.findIndex((each) => each.node === before.find((node) => order.some((other) => other.node === node)));
    return at + 1;
  }

  drawAround(matching) {
    const { words } = this.form;
    this.finder.hidden = this.data.length <= PAGE && !this.only && !this.query;
    this.pager.hidden = this.mode === "one" || matching.length <= PAGE;
    const last = Math.min((this.page + 1) * PAGE, matching.length);
    this.where.textContent = `${this.page * PAGE + 1}–${last} ${words.of} ${matching.length}`;
    this.back.disabled = this.page === 0;
    this.forth.disabled = last >= matching.length;
    this.steps.hidden = !["one", "table", "grid"].includes(this.mode) || matching.length < 2 || !this.stepped;
    this.before.disabled = this.at === 0;
    this.after.disabled = this.at >= matching.length - 1;
    if (!this.steps.hidden) this.drawJump(matching);
  }

  get stepped() {
    return this.mode === "one" || this.specs.some((spec) => spec.type === "scale");
  }

  drawJump(matching) {
    const { words } = this.form;
    const near = matching.length > 200 ? matching.slice(this.at, this.at + 1) : matching;
    const first = matching.length > 200 ? this.at : 0;
    const labels = near.map((item, at) => {
      const row = this.rows.get(item.id);
      const done = row ? row.isDone : isDone(this.specs, item);
      return `${first + at + 1} ${words.of} ${matching.length} · ${item.name || words.nameless}${done ? " ✓" : ""}`;
    });
    if (!same(labels, this.labels)) {
      this.labels = labels;
      this.jump.replaceChildren(...labels.map((label, at) => make("option", { value: first + at }, label)));
    }
    this.jump.value = String(this.at);
  }

  addBlank() {
    const { spec, address } = this.form;
    const id = newId();
    const preset = this.group?.id ? { [spec.per]: this.group.id } : {};
    Object.assign(itemOf({ ...address, kind: spec.kind, id }), { fresh: true, preset, question: spec.question });
    this.blankRow = this.newRow({ id, name: "", seen: 0, values: {} }, { blank: true });
    this.list.append(this.blankRow.node);
  }

  filled(row) {
    this.rows.set(row.id, row);
    this.mine.add(row.id);
    if (this.folds) this.toggle(row, true);
    else row.open();
    this.addBlank();
  }

  // The button belongs to the empty row: what was typed already is an item, so a second tap makes no second one.
  addTapped(row) {
    row.first.control.focus();
  }

  discard(row) {
    this.rows.delete(row.id);
    row.drop();
    this.blankRow?.first.control.focus();
  }

  focusAfter(row) {
    const order = [...this.list.children].filter((node) => !node.classList.contains("removed") || node === row.node);
    const next = order[order.indexOf(row.node) + 1];
    next?.querySelector(".line input")?.focus();
  }

  toggle(row, open = !row.isOpen) {
    this.rows.forEach((each) => each.close());
    this.opened = open ? row.id : null;
    if (open) row.open();
  }

  drop() {
    this.rows.forEach((row) => row.drop());
    this.blankRow?.drop();
    this.node.remove();
  }
}

/** A number as it is shown in this language; null where it is none. */
export function numberOf(shown, language) {
  if (isEmpty(shown) || isUnknown(shown)) return null;
  const plain = String(shown).replaceAll(language === "nl" ? "." : ",", "").replace(language === "nl" ? "," : ".", ".");
  return plain.trim() === "" || Number.isNaN(Number(plain)) ? null : Number(plain);
}

// Whether everything that is tapped was answered, or need not be asked because a figure decides.
function isDone(specs, { values, known = {} }, current = (name) => values[name]) {
  const asked = specs.filter(({ type }) => ["scale", "choice"].includes(type));
  return asked.every(({ name }) => known[name] || !isEmpty(current(name)));
}

function modeOf(specs) {
  const scales = specs.filter((spec) => spec.type === "scale");
  const short = scales.every((spec) => spec.steps.every(([, anchor]) => anchor.length <= SHORT));
  if (specs.length === 1 && ["scale", "choice", "yes_no"].includes(specs[0].type)) return "table";
  if (scales.length === specs.length && scales.length > 1 && short) return "grid";
  return scales.length > 0 ? "one" : "plain";
}
