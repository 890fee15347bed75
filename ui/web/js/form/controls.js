// Controls: one per answer type. Each gives its node, what it holds, and how to show a value.

import { make } from "../dom.js";
import { same } from "../outbox.js";
import { PAUSE, UNKNOWN, isEmpty, isUnknown } from "./saving.js";

const FEW = 8; // links that are shown all at once
export const SHORT = 12; // characters of an anchor that fits in a narrow box
export const NUMBERS = ["amount", "percent", "days", "hours", "count"];
const TYPED = [...NUMBERS, "text", "long_text", "date"];
const TAPPED = ["choice", "scale", "yes_no", "link"];

let count = 0;
export const newNumber = () => ++count;

// A step as it is read: on a scale that goes below zero, both sides carry their sign.
export const signed = (number, steps) =>
  number < 0 ? `\u2212${-number}` : steps.some(([step]) => step < 0) && number > 0 ? `+${number}` : String(number).replace("0.5", "½");

function textControl(field) {
  const { spec, words } = field;
  const long = spec.type === "long_text" || Boolean(spec.advised);
  const blank = spec.type === "date" ? spec.unit : null;
  const input = make(long ? "textarea" : "input", {
    class: "text",
    id: field.id,
    rows: long ? 2 : null,
    type: long ? null : "text",
    inputmode: NUMBERS.includes(spec.type) ? "decimal" : spec.type === "date" ? "numeric" : null,
    autocomplete: "off",
    enterkeyhint: long ? null : "next",
    placeholder: blank,
    "aria-describedby": field.describedBy,
    "aria-label": field.ariaLabel,
    "aria-required": spec.required,
  });
  const counter = spec.longest ? make("span", { class: "counter", "aria-hidden": "true" }) : null;
  const most = spec.advised ?? spec.longest;
  const fit = () => {
    if (long) {
      input.style.height = "auto";
      if (input.scrollHeight > 0) input.style.height = `${input.scrollHeight + 2}px`;
    }
    if (!counter) return;
    counter.textContent = `${input.value.length} / ${most} ${words.characters}`;
    counter.hidden = input.value.length < (spec.advised ? 1 : most * 0.8);
    counter.classList.toggle("over", input.value.length > most);
  };
  input.oninput = () => {
    fit();
    field.typed(input.value);
  };
  input.onblur = () => field.left();
  input.onfocus = fit;
  if (!long) input.onpaste = (event) => field.pasted(event);
  input.onkeydown = (event) => {
    if (event.key !== "Enter" || event.isComposing || (long && !event.ctrlKey && !event.metaKey)) return;
    event.preventDefault();
    field.entered();
  };
  const show = (value) => {
    const text = isEmpty(value) ? "" : String(value);
    if (input.value !== text) input.value = text;
    fit();
    requestAnimationFrame(fit);
  };
  const measured = NUMBERS.includes(spec.type) && !field.cell && spec.unit;
  const before = spec.type === "amount" && measured;
  const after = spec.type !== "amount" && measured;
  const unit = (text) => make("span", { class: "unit", "aria-hidden": "true" }, text);
  const node = make("div", { class: before || after ? "measure" : "plain" });
  node.append(...[before && unit(before), input, after && unit(after), counter].filter(Boolean));
  const mark = (sign) => (input.placeholder = sign || (blank ?? ""));
  return { node, input, show, mark, read: () => input.value, focus: () => input.focus() };
}

// One of several, as native radio buttons: arrows, labels and touch come with them. Tapping the choice again leaves
// it; `wipe` and the Delete key take it back.
function radioControl(field, options) {
  const name = `${field.id}-choice`;
  let current = null;
  const boxes = options.map(([value, label, number]) => {
    const input = make("input", { type: "radio", name, "aria-label": number && !label ? number : null });
    input.onchange = () => {
      current = value;
      field.typed(value, 0);
    };
    input.onkeydown = ({ key }) => {
      if (["Delete", "Backspace"].includes(key) && current !== null) field.wipe();
    };
    input.onblur = () => field.left();
    const shown = [number !== undefined ? make("b", {}, number) : null, make("span", { class: "words" }, label)];
    return { value, input, node: make("label", { class: "option", title: number !== undefined ? label : null }, input, ...shown) };
  });
  const show = (value) => {
    current = isEmpty(value) ? null : value;
    boxes.forEach((box) => (box.input.checked = current !== null && same(box.value, current)));
  };
  const node = make(
    "div",
    { class: "options", role: "radiogroup", "aria-labelledby": field.labelId, "aria-describedby": field.describedBy },
    ...boxes.map((box) => box.node),
  );
  node.style.setProperty("--steps", options.length);
  const checked = () => boxes.find((box) => box.input.checked) ?? boxes[0];
  return { node, show, tapped: true, read: () => current, focus: () => checked()?.input.focus() };
}

function selectControl(field, options) {
  const select = make(
    "select",
    { class: "text", id: field.id, "aria-describedby": field.describedBy },
    make("option", { value: "" }, field.cell ? "" : field.words.choose),
    ...options.map(([value, label]) => make("option", { value }, label)),
  );
  select.onchange = () => field.typed(select.value || null, 0);
  select.onblur = () => field.left();
  const show = (value) => (select.value = options.some(([id]) => id === value) ? value : "");
  const mark = (sign) => (select.options[0].textContent = sign);
  return { node: make("div", { class: "plain" }, select), input: select, show, mark, read: () => select.value || null, focus: () => select.focus() };
}

// Several of many, as chips; beyond a handful the chosen ones and a search field.
function linksControl(field) {
  let chosen = [];
  let targets = [];
  let query = "";
  const chips = make("div", { class: "chips" });
  const search = make("input", {
    class: "text search",
    type: "search",
    placeholder: field.words.search,
    "aria-label": `${field.words.search}: ${field.spec.label}`,
    autocomplete: "off",
  });
  const chip = ([id, name]) => {
    const input = make("input", { type: "checkbox" });
    input.checked = chosen.includes(id);
    input.onchange = () => {
      chosen = input.checked ? [...chosen, id] : chosen.filter((each) => each !== id);
      field.typed(chosen, 0);
    };
    return make("label", { class: "chip", "data-id": id }, input, make("span", {}, name || field.words.nameless));
  };
  const draw = () => {
    const many = targets.length > FEW + 4;
    search.hidden = !many;
    const found = (name) => query !== "" && name.toLowerCase().includes(query);
    const wanted = many ? targets.filter(([id, name]) => chosen.includes(id) || found(name)).slice(0, 30) : targets;
    const shown = [...chips.children].map((node) => node.dataset.id ?? "");
    if (!same(shown, wanted.map(([id]) => id))) chips.replaceChildren(...wanted.map(chip));
    [...chips.querySelectorAll("label")].forEach((label, at) => {
      label.querySelector("input").checked = chosen.includes(wanted[at][0]);
      label.querySelector("span").textContent = wanted[at][1] || field.words.nameless;
    });
    const none = targets.length === 0 ? field.words.none_to_link : query && !wanted.length ? field.words.no_match : "";
    empty.textContent = none;
    empty.hidden = none === "";
  };
  const empty = make("p", { class: "hush" });
  search.oninput = () => {
    query = search.value.trim().toLowerCase();
    draw();
  };
  const node = make(
    "div",
    { class: "links", role: "group", "aria-labelledby": field.labelId, "aria-describedby": field.describedBy },
    search,
    chips,
    empty,
  );
  const show = (value) => {
    chosen = Array.isArray(value) ? value : [];
    draw();
  };
  const retarget = (list) => {
    targets = list;
    draw();
  };
  return { node, show, retarget, read: () => chosen, focus: () => node.querySelector("input:not([hidden])")?.focus() };
}

function controlOf(field) {
  const { spec, words, form } = field;
  if (TYPED.includes(spec.type)) return textControl(field);
  if (spec.type === "yes_no") return radioControl(field, [[true, words.yes], [false, words.no]]);
  if (spec.type === "scale") return radioControl(field, spec.steps.map(([number, anchor]) => [number, anchor, signed(number, spec.steps)]));
  if (spec.type === "choice" && field.cell) return selectControl(field, spec.options ?? []);
  if (spec.type === "choice") return radioControl(field, spec.options ?? []);
  if (spec.type === "links") return linksControl(field);
  const targets = form.spec.targets[spec.to] ?? [];
  const named = targets.map(([id, name]) => [id, name || words.nameless]);
  return field.cell || named.length > FEW ? selectControl(field, named) : radioControl(field, named);
}

// A field: label, control, "weet ik niet", what is wrong, and both versions where two people typed at once.
//
// `cell` is the id of the help of its column: the field then is a cell of a table, where "?" means "weet ik niet".

export class Field {
  constructor(form, spec, saver, { label = spec.label, hideLabel = false, hideHelp = false, cell = null } = {}) {
    this.form = form;
    this.spec = spec;
    this.words = form.words;
    this.saver = saver;
    this.cell = cell !== null;
    this.id = `field-${newNumber()}`;
    this.labelId = `${this.id}-label`;
    this.noteId = `${this.id}-note`;
    this.helpId = cell ?? `${this.id}-help`;
    this.describedBy = `${spec.help ? `${this.helpId} ` : ""}${this.noteId}`;
    this.ariaLabel = null;
    this.onentered = () => {};
    this.onshown = () => {};
    this.restore = null; // puts the item back where it can be
    this.build(label, hideLabel, hideHelp);
    saver.attach(this);
    form.follow(saver);
    this.show(true);
    this.marked();
  }

  build(label, hideLabel, hideHelp) {
    const { spec } = this;
    const own = TYPED.includes(spec.type) || (spec.to && spec.type === "link");
    this.title = make(own ? "label" : "span", { class: "label", id: this.labelId, for: own ? this.id : null }, label);
    this.head = make("div", { class: "head" }, this.title);
    if (TAPPED.includes(spec.type) && !this.cell) this.head.append(this.buildWiper(label));
    if (spec.unsure) this.head.append(this.buildUnsure(label));
    this.help = this.cell ? "" : make("p", { class: "help", id: this.helpId }, spec.help ?? "");
    this.note = make("p", { class: "note", id: this.noteId });
    this.conflict = make("div", { class: "conflict", hidden: true });
    this.targets = null;
    this.holder = make("div", { class: "control" });
    this.figure = make("div", { class: "known", hidden: true });
    this.recontrol();
    const classes = ["field", `is-${spec.type}`];
    if (hideLabel) classes.push("hide-label");
    if (hideHelp) classes.push("hide-help");
    if (spec.type === "scale" && spec.steps.every(([, anchor]) => anchor.length <= SHORT)) classes.push("short");
    if (["choice", "yes_no", "link"].includes(spec.type) && (spec.options ?? []).every(([, text]) => text.length <= 28)) classes.push("pills");
    this.node = make("div", { class: classes.join(" ") }, this.head, this.help, this.figure, this.holder, this.note, this.conflict);
  }

  // The figure that decides stands in the place of the control, until somebody wants to judge it anyway.
  know(words) {
    this.node.classList.toggle("is-known", Boolean(words) && !this.judging);
    this.figure.hidden = !words;
    if (!words || this.told === words) return;
    this.told = words;
    const { from_figures, judge_anyway, still_counts } = this.words;
    const judge = () => {
      this.judging = true;
      this.know(words);
      button.replaceWith(make("span", {}, still_counts));
      this.control.focus();
    };
    const label = `${this.title.textContent}: ${judge_anyway}`;
    const button = make("button", { type: "button", class: "quiet", "aria-label": label, onclick: judge }, judge_anyway);
    this.figure.replaceChildren(make("span", {}, from_figures.replace("{figure}", words)), this.judging ? make("span", {}, still_counts) : button);
  }

  buildUnsure(label) {
    const { words } = this;
    this.unsure = make("button", { class: "unsure", type: "button", "aria-pressed": "false", "aria-label": `${label}: ${words.unsure}` });
    this.unsure.append(make("span", { class: "long" }, words.unsure), make("span", { class: "mark" }, "?"));
    this.unsure.onclick = () => this.typed(isUnknown(this.saver.current) ? null : UNKNOWN, 0, true);
    return this.unsure;
  }

  // Takes a tapped answer back; out of sight where there is none.
  buildWiper(label) {
    const { wipe } = this.words;
    this.wiper = make("button", { class: "wipe", type: "button", "aria-label": `${label}: ${wipe}`, onclick: () => this.wipe() });
    this.wiper.append(make("span", { class: "long" }, wipe), make("span", { class: "mark", "aria-hidden": "true" }, "×"));
    return this.wiper;
  }

  wipe() {
    this.typed(null, 0, true);
    this.control.focus();
  }

  // The control, made anew where what a link may lead to has changed.
  recontrol() {
    const targets = this.spec.to ? (this.form.spec.targets[this.spec.to] ?? []) : null;
    if (this.control && same(targets, this.targets)) return;
    this.targets = targets;
    if (this.control?.retarget) return this.control.retarget(targets);
    this.control = controlOf(this);
    if (this.control.retarget) this.control.retarget(targets ?? []);
    this.holder.replaceChildren(this.control.node);
    if (targets && targets.length === 0 && this.spec.type === "link") {
      this.holder.replaceChildren(make("p", { class: "hush" }, this.words.none_to_link));
    }
    if (this.node) this.show(true);
  }

  get hasFocus() {
    return this.holder.contains(this.form.root.getRootNode().activeElement);
  }

  typed(value, delay = PAUSE, redraw = false) {
    if (this.cell && this.unsure && value === "?") return this.unsure.click();
    this.remark("");
    this.saver.say(value, delay);
    if (redraw) this.show(true);
    this.drawUnsure();
    this.onshown();
  }

  left() {
    this.saver.flush();
    this.show();
  }

  entered() {
    this.saver.flush();
    this.onentered();
  }

  show(force = false) {
    const typing = this.hasFocus && TYPED.includes(this.spec.type) && (this.saver.dirty || this.saver.last !== undefined);
    if (force || (!typing && !this.saver.dirty)) {
      const value = this.saver.current;
      this.control.show(isUnknown(value) ? null : value);
    }
    this.drawUnsure();
    this.onshown();
  }

  // Several lines or cells do not fit in one. In the table of customers they fill the cells from here; elsewhere
  // nothing is filled in, and the field says so.
  pasted(event) {
    const text = event.clipboardData?.getData("text/plain").replace(/[\r\n]+$/, "") ?? "";
    if (!/[\n\r\t]/.test(text)) return;
    event.preventDefault();
    const { pasting } = this.form;
    if (pasting) pasting.take(text, this.saver.address.id, this.spec.name);
    else this.remark(this.words.many_lines);
  }

  // What the form itself has to say below this field.
  remark(words) {
    if (words === (this.remarked ?? "")) return;
    this.remarked = words;
    this.marked();
  }

  drawUnsure() {
    const unknown = isUnknown(this.saver.current);
    if (this.wiper) this.wiper.hidden = !this.control.tapped || unknown || isEmpty(this.saver.current);
    this.node.classList.toggle("unknown", unknown);
    if (this.unsure) this.unsure.setAttribute("aria-pressed", String(unknown));
    if (this.cell && this.unsure) this.control.mark?.(unknown ? "?" : "");
  }

  confirmed() {
    this.show();
  }

  marked() {
    const { state, note } = this.saver;
    const wrong = state === "refused" || state === "locked";
    const words = state === "locked" ? note || this.words.lost : wrong ? note : (this.remarked ?? "");
    if (this.noted !== words) {
      this.noted = words;
      const back = state === "locked" && this.saver.gone && this.restore;
      const button = make("button", { type: "button", class: "button", onclick: this.restore }, this.words.restore);
      this.note.replaceChildren(words, ...(back ? [" ", button] : []));
    }
    if (this.control.input) {
      if (wrong) this.control.input.setAttribute("aria-invalid", "true");
      else this.control.input.removeAttribute("aria-invalid");
    }
    this.node.classList.toggle("wrong", wrong || state === "conflict");
    this.drawConflict(state === "conflict");
  }

  drawConflict(stands) {
    const { words, saver } = this;
    this.conflict.hidden = !stands;
    if (!stands) return this.conflict.replaceChildren();
    const version = (title, value, button, act) =>
      make(
        "div",
        { class: "version" },
        make("span", { class: "hush" }, title),
        make("p", {}, this.inWords(value)),
        make("button", { type: "button", class: "button", onclick: act }, button),
      );
    this.conflict.replaceChildren(
      make("p", {}, saver.note),
      make(
        "div",
        { class: "versions" },
        version(words.mine, saver.value, words.keep_mine, () => saver.keepMine()),
        version(words.theirs, saver.theirs.value, words.take_theirs, () => saver.takeTheirs()),
      ),
    );
  }

  inWords(value) {
    const { spec, words } = this;
    if (isUnknown(value)) return words.unsure;
    if (isEmpty(value)) return words.nothing;
    if (spec.type === "yes_no") return value ? words.yes : words.no;
    const named = spec.options ?? spec.steps ?? this.targets ?? [];
    const name = (each) => named.find(([key]) => key === each)?.[1] || String(each);
    if (spec.type === "scale") return `${signed(value, named)} ${named.find(([key]) => key === value)?.[1] ?? ""}`;
    return Array.isArray(value) ? value.map(name).join(", ") : name(value);
  }

  drop() {
    this.saver.detach(this);
    this.form.unfollow(this.saver);
  }
}
