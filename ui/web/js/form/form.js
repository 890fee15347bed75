// The form: fields, items or match, "weet ik niet" and "niet van toepassing" for the whole, and one status line.
//
// Draws what Python describes, keeps what is typed, says when it is kept. Text of people only ever goes through
// textContent and value.

import { make } from "../dom.js";
import { Field } from "./controls.js";
import { Items } from "./items.js";
import { Match } from "./match.js";
import { Pasting } from "./pasting.js";
import { ABANDONED, recover, saverOf } from "./saving.js";
import { Sheet } from "./sheet.js";

const TELL = 600; // ms without saving before Streamlit hears of it
const WIDE = 900; // px from which a list with columns is a table

class Form {
  constructor(root, spec) {
    this.root = root;
    this.savers = new Set();
    this.watcher = { show: () => {}, marked: () => this.drawStatus(), confirmed: (sequence) => this.tell(sequence) };
    this.take(spec);
    this.fields = [];
    this.groups = [];
    this.wide = root.clientWidth >= WIDE;
    this.body = make("div", { class: "body" });
    this.foot = make("div", { class: "foot" });
    this.instead = make("div", { class: "instead", hidden: true });
    this.status = make("p", { class: "status", role: "status", "data-state": "calm" });
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", spec.label);
    this.pasting = spec.pasting ? new Pasting(this) : null;
    root.replaceChildren(...[this.instead, this.pasting?.node, this.body, this.foot, this.status].filter(Boolean));
    this.state = saverOf({ ...this.address, kind: "answer", id: spec.question, field: "" }, spec.answer.state, spec.answer.seen);
    this.state.attach(this);
    this.follow(this.state);
    this.buildBody();
    this.buildFoot();
    if (this.hasColumns) this.watchWidth();
    this.again = setTimeout(() => (recover(spec.company, this.address), this.update(this.spec)), ABANDONED + 1000);
  }

  // Every saver of this question that has something to tell, also when its field is out of sight.
  follow(saver) {
    this.savers.add(saver);
    saver.attach(this.watcher);
    if (saver.state !== "calm") this.drawStatus();
  }

  // Its field went out of sight and nothing was said in it: hundreds of pages of cells are not kept for nothing.
  unfollow(saver) {
    if (saver.state !== "calm" || saver.dirty || saver.busy || saver.views.size > 1) return;
    this.savers.delete(saver);
    saver.detach(this.watcher);
  }

  take(spec) {
    this.spec = spec;
    this.words = spec.words;
    this.address = { url: spec.url, language: spec.language, company: spec.company };
    this.root.style.setProperty("--accent-light", spec.accent[0]);
    this.root.style.setProperty("--accent-dark", spec.accent[1]);
  }

  buildBody() {
    const { spec } = this;
    this.yardstick = make("p", { class: "yardstick" }, spec.yardstick ?? "");
    this.body.append(this.yardstick);
    if (spec.empty) this.body.append(make("p", { class: "hush" }, spec.empty));
    else if (spec.form === "one") this.body.append(...this.ownFields(spec.fields));
    else if (spec.form === "match") this.addItems(new Match(this));
    else if (!spec.per) this.addItems(this.newItems());
    else this.groupsOf(spec).forEach((group) => this.addGroup(group));
    this.body.append(...this.ownFields(spec.beside));
  }

  ownFields(specs) {
    return specs.map((spec) => {
      const address = { ...this.address, kind: "answer", id: this.spec.question, field: spec.name };
      const field = new Field(this, spec, saverOf(address, this.spec.answer.values[spec.name] ?? null, this.spec.answer.seen));
      this.fields.push(field);
      return field.node;
    });
  }

  // Every group of the company, and one more for items without a group where there are any or there is no group.
  groupsOf({ targets, per, items: all }) {
    const groups = (targets[per] ?? []).map(([id, name]) => ({ id, name: name || this.words.nameless }));
    const known = new Set(groups.map(({ id }) => id));
    const stray = all.some((item) => !known.has(item.group));
    return stray || groups.length === 0 ? [...groups, { id: undefined, name: groups.length ? this.words.no_group : "" }] : groups;
  }

  addGroup(group) {
    const title = group.name ? make("h3", { class: "group" }, group.name) : null;
    const items = this.newItems(group);
    this.body.append(make("section", {}, ...[title, items.node].filter(Boolean)));
    this.groups.push(items);
    items.update(this.dataOf(items));
  }

  addItems(items) {
    this.body.append(items.node);
    this.groups.push(items);
    items.update(this.dataOf(items));
  }

  get hasColumns() {
    return this.spec.form === "list" && this.spec.fields.some(({ column }) => column);
  }

  newItems(group) {
    return this.hasColumns && this.wide ? new Sheet(this, group) : new Items(this, group);
  }

  // A window made wider or a tablet that is turned: the list becomes a table or the other way round. What was
  // typed is with the savers, so only the rows are made anew.
  watchWidth() {
    this.sizer = new ResizeObserver(() => {
      const width = this.root.clientWidth;
      if (width === 0 || width >= WIDE === this.wide) return;
      this.wide = !this.wide;
      this.groups = this.groups.map((old) => {
        const items = this.newItems(old.group ?? undefined);
        old.node.replaceWith(items.node);
        items.takeOver(old);
        old.drop();
        items.update(this.dataOf(items));
        return items;
      });
    });
    this.sizer.observe(this.root);
  }

  // Where cells that are pasted beside this item go: the columns from this one on, and the items from this one down.
  placeOf(id, name, lines) {
    const items = this.groups.find((group) => group.rows.has(id) || group.blankRow?.id === id);
    const columns = items.columns.map((spec) => spec.name);
    const fields = columns.includes(name) ? columns.slice(columns.indexOf(name)) : [name];
    return { fields, ids: items.from(id).slice(0, lines) };
  }

  dataOf({ group }) {
    if (!group) return this.spec.items;
    const known = new Set((this.spec.targets[this.spec.per] ?? []).map(([id]) => id));
    return this.spec.items.filter((item) => (group.id ? item.group === group.id : !known.has(item.group)));
  }

  buildFoot() {
    const { words } = this;
    const say = (state) => () => {
      this.state.say(state, 0);
      this.show();
    };
    const button = (label, state) => make("button", { type: "button", class: "quiet", onclick: say(state) }, label);
    const advice = this.spec.advice ? make("span", { class: "hush" }, this.spec.advice) : null;
    // Only a question on a card can be answered as a whole; settings and actions cannot.
    const whole = this.spec.whole ? [button(words.unsure_all, "unknown"), button(words.not_applicable, "not_applicable")] : [];
    this.foot.append(...[advice, ...whole].filter(Boolean));
    this.said = make("span", {});
    this.instead.append(this.said, make("button", { type: "button", class: "button", onclick: say("answered") }, words.answer_anyway));
    this.show();
  }

  // What decides whether the parts on screen still are the parts of this question.
  static shape({ company, question, language, empty, form, per, targets, fields, beside, items: all }) {
    const groups = per ? [targets[per] ?? [], all.some((item) => !(targets[per] ?? []).some(([id]) => id === item.group))] : null;
    return JSON.stringify([company, question, language, empty, form, groups, fields, beside]);
  }

  update(spec) {
    this.take(spec);
    this.state.learn(spec.answer.state, spec.answer.seen);
    this.yardstick.textContent = spec.yardstick ?? "";
    for (const field of this.fields) {
      field.saver.learn(spec.answer.values[field.spec.name] ?? null, spec.answer.seen);
      field.recontrol();
    }
    this.groups.forEach((items) => items.update(this.dataOf(items)));
    this.show();
  }

  show() {
    if (!this.said) return;
    const state = this.state.current;
    const instead = state === "unknown" || state === "not_applicable";
    this.instead.hidden = !instead;
    this.body.hidden = this.foot.hidden = instead;
    this.said.textContent = instead ? this.words[`said_${state}`] : "";
  }

  confirmed() {
    this.show();
  }

  marked() {}

  drawStatus() {
    if (!this.status) return;
    const all = [...this.savers];
    const some = (...states) => all.some((saver) => states.includes(saver.state));
    const stuck = all.find((saver) => saver.state === "locked");
    const open = all.some((saver) => saver.dirty && !saver.kept);
    let state = "calm";
    if (stuck || some("refused", "conflict")) state = "trouble";
    else if (some("offline")) state = open ? "offline_open" : "offline";
    else if (some("waiting", "saving")) state = "saving";
    else if (some("saved")) state = "saved";
    const words = state === "calm" ? "" : this.words[state];
    if (this.status.textContent !== words) this.status.textContent = words;
    this.status.dataset.state = state;
  }

  // Streamlit hears once, when the saving has come to rest, and draws what follows from the answers.
  tell(sequence) {
    this.sequence = Math.max(sequence ?? 0, this.sequence ?? 0);
    clearTimeout(this.teller);
    this.teller = setTimeout(() => this.fire?.("said", { sequence: this.sequence, ...this.having }), TELL);
  }

  drop() {
    clearTimeout(this.again);
    this.sizer?.disconnect();
    this.savers.forEach((saver) => saver.flush());
    this.fields.forEach((field) => field.drop());
    this.groups.forEach((items) => items.drop());
    this.state.detach(this);
    this.savers.forEach((saver) => saver.detach(this.watcher));
  }
}

const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);

const LOST = -1;
const forms = new WeakMap(); // where Streamlit mounted it -> { spec, edition, has, form, shape }
const lastNews = new Map(); // form_key -> the last news of it
const byKey = new Map(); // form_key -> the form that is on the page

// A long form comes once; what changes comes as news, in numbered steps (news.py). A step that never came: ask for all.
addEventListener("bk-news", ({ detail }) => {
  lastNews.set(detail.form_key, detail);
  const here = byKey.get(detail.form_key);
  if (here && catchUp(here)) show(here);
});

function catchUp(here) {
  const news = lastNews.get(here.spec.form_key);
  if (!news || news.edition !== here.edition) return false;
  if (news.dropped > here.has) {
    const { edition, form } = here;
    setTimeout(() => here.fire("said", { sequence: form?.sequence ?? 0, edition, has: LOST })); // not while mounting
    return false;
  }
  const steps = news.steps.filter(({ number }) => number > here.has);
  for (const step of steps) {
    here.spec = changed(here.spec, step);
    here.has = step.number;
  }
  return steps.length > 0;
}

function changed(spec, { parts = {}, items = [], gone = [] }) {
  const left = new Map(spec.items.filter(({ id }) => !gone.includes(id)).map((item) => [item.id, item]));
  for (const item of items) left.set(item.id, { ...left.get(item.id), ...item });
  return { ...spec, ...parts, items: [...left.values()] };
}

function show(here) {
  const shape = Form.shape(here.spec);
  if (here.form && here.shape === shape) here.form.update(here.spec);
  else {
    here.form?.drop();
    recover(here.spec.company, { url: here.spec.url, language: here.spec.language });
    Object.assign(here, { form: new Form(here.root, here.spec), shape });
  }
  here.form.fire = here.fire;
  here.form.having = { edition: here.edition, has: here.has };
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".form");
  if (!root || !data) return;
  if (!parentElement.adoptedStyleSheets.includes(sheet)) parentElement.adoptedStyleSheets.push(sheet);
  let here = forms.get(parentElement);
  if (!here) forms.set(parentElement, (here = { root }));
  here.fire = setTriggerValue;
  if (!data.edition || data.edition !== here.edition) {
    Object.assign(here, { spec: data, edition: data.edition, has: 0 });
    if (data.form_key) byKey.set(data.form_key, here);
    catchUp(here);
    show(here);
  }
  return () => {
    const gone = forms.get(parentElement);
    gone?.form.drop();
    if (byKey.get(gone?.spec.form_key) === gone) byKey.delete(gone?.spec.form_key);
    forms.delete(parentElement);
  };
}
