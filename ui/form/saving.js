// The form of one question: draws what Python describes, keeps what is typed, says when it is kept.
//
// Each field posts itself. Until the server confirms it, what was typed stands in a draft on this device; the
// same text always carries the same write id, so that sending it again changes nothing. Text of people only ever
// goes through textContent and value.

const PAUSE = 700; // ms without typing before a text is sent
const RETRY = 3000; // ms between two tries without connection
const PATIENCE = 10000; // ms before an answer counts as lost
const ABANDONED = 8000; // ms after which the draft of a silent tab may be taken over
const TELL = 600; // ms without saving before Streamlit hears of it
const PAGE = 20; // items on screen at once
const FEW = 8; // links that are shown all at once
const SHORT = 12; // characters of an anchor that fits in a narrow box
const WIDE = 900; // px from which a list with columns is a table
const ROOMY = 5; // fields beside the name that a row shows without opening
const DRAFTS = "bierkaartjes/draft/";
const UNKNOWN = { unknown: true };
const NUMBERS = ["amount", "percent", "days", "hours", "count"];
const TYPED = [...NUMBERS, "text", "long_text", "date"];

const TAPPED = ["choice", "scale", "yes_no", "link"];

const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
};
const TAB = newId();
const same = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
const isUnknown = (value) => value !== null && typeof value === "object" && value.unknown === true;
const isEmpty = (value) => value === null || value === undefined || value === "" || same(value, []);

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

// Drafts: what was typed and is not confirmed yet, kept on this device. A blocked or full storage loses nothing
// but this safety net, and the status line then says so.

const drafts = {
  put(key, draft) {
    try {
      localStorage.setItem(DRAFTS + key, JSON.stringify(draft));
      return true;
    } catch {
      return false;
    }
  },
  get(key) {
    try {
      return JSON.parse(localStorage.getItem(DRAFTS + key));
    } catch {
      return null;
    }
  },
  drop(key) {
    try {
      localStorage.removeItem(DRAFTS + key);
    } catch {
      // nothing was kept either
    }
  },
  of(company) {
    try {
      const start = `${DRAFTS}${company}/`;
      return Object.keys(localStorage)
        .filter((key) => key.startsWith(start))
        .map((key) => [key.slice(DRAFTS.length), drafts.get(key.slice(DRAFTS.length))])
        .filter(([, draft]) => draft !== null && draft.address);
    } catch {
      return [];
    }
  },
};

// Savers: one per field of an item. They outlive the form, so that leaving the page does not stop a save.

const savers = new Map(); // key -> Saver
const items = new Map(); // "company/kind/id" -> { fresh, maker, preset, question }

const itemOf = ({ company, kind, id }) => {
  const key = `${company}/${kind}/${id}`;
  if (!items.has(key)) items.set(key, { fresh: false, maker: null, preset: {}, question: null });
  return items.get(key);
};

const keyOf = ({ company, kind, id, field }) => [company, kind, id, field].join("/");

function saverOf(address, value, seen) {
  const key = keyOf(address);
  if (!savers.has(key)) savers.set(key, new Saver(address, value, seen));
  const saver = savers.get(key);
  saver.learn(value, seen);
  return saver;
}

async function post(url, saying) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE);
  try {
    const response = await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      keepalive: true,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(saying),
      signal: abort.signal,
    });
    const body = await response.json().catch(() => ({}));
    // A page of some other network that answers "fine" is not our server.
    const ours = response.status !== 200 || Number.isInteger(body.revision);
    return { status: ours ? response.status : 0, body };
  } catch {
    return { status: 0, body: {} };
  } finally {
    clearTimeout(timer);
  }
}

class Saver {
  constructor(address, value, seen) {
    this.address = address; // { url, language, company, kind, id, field }
    this.key = keyOf(address);
    this.item = itemOf(address);
    this.known = { value, seen: seen ?? 0 }; // what the server last confirmed
    this.last = undefined; // what was typed for it, where that differs from how it is shown
    this.value = null; // what was typed and is not confirmed
    this.dirty = false;
    this.write = null; // the id of the write that says `value`
    this.sent = null; // { value, write } on its way or never answered: it must be settled first
    this.busy = false;
    this.state = "calm"; // calm, waiting, saving, saved, offline, refused, conflict, locked
    this.note = "";
    this.theirs = null;
    this.gone = false; // whether the item was removed meanwhile
    this.kept = true; // whether the draft could be stored
    this.borrowed = false; // the draft of another tab
    this.left = false; // whether the page is out of sight, so that another tab may take the draft over
    this.timer = 0;
    this.views = new Set();
  }

  get current() {
    return this.dirty ? this.value : this.known.value;
  }

  get isPresence() {
    return this.address.field === "#";
  }

  attach(view) {
    this.views.add(view);
  }

  detach(view) {
    this.views.delete(view);
    if (this.views.size === 0 && !this.dirty && !this.busy) savers.delete(this.key);
  }

  mark(state, note = "") {
    this.state = state;
    this.note = note;
    this.views.forEach((view) => view.marked());
  }

  // What stands on the server, as a page that was drawn just now knows it.
  learn(value, seen) {
    if (this.dirty || this.busy || seen === undefined || seen < this.known.seen) return;
    if (!same(value, this.known.value)) this.last = undefined;
    this.known = { value, seen };
    this.views.forEach((view) => view.show());
  }

  say(value, delay = PAUSE) {
    const stands = this.dirty ? [this.value] : [this.known.value, this.last].filter((each) => each !== undefined);
    if (stands.some((each) => same(each, value)) || (!this.dirty && isEmpty(value) && isEmpty(this.known.value))) {
      if (delay === 0) this.flush();
      return;
    }
    this.value = value;
    this.dirty = true;
    this.write = newId();
    this.borrowed = this.left = false;
    if (this.item.fresh && !this.item.maker && !this.sent && isEmpty(value)) return this.forget();
    this.keep();
    if (this.state === "conflict") return this.views.forEach((view) => view.marked());
    this.mark("waiting");
    this.schedule(delay);
  }

  keep() {
    const { value, write, sent, left } = this;
    const fresh = this.item.fresh ? { preset: this.item.preset, question: this.item.question } : null;
    const draft = { address: this.address, value, write, sent, seen: this.known.seen, fresh };
    this.kept = drafts.put(this.key, { ...draft, tab: TAB, at: Date.now(), left });
  }

  forget() {
    clearTimeout(this.timer);
    this.dirty = false;
    this.sent = null;
    if (this.item.maker === this) this.item.maker = null;
    this.dropDraft();
    this.mark("calm");
  }

  // Another tab may have put its own draft in the same place: that one stays.
  dropDraft() {
    const kept = drafts.get(this.key);
    if (kept && (kept.tab === TAB || kept.write === this.write)) drafts.drop(this.key);
  }

  adopt(draft) {
    this.value = draft.value;
    this.write = draft.write;
    this.sent = draft.sent;
    this.dirty = true;
    this.known = { value: this.known.value, seen: draft.seen };
    this.borrowed = draft.tab !== TAB;
    this.views.forEach((view) => view.show(true));
    this.mark("waiting");
    this.schedule(0);
  }

  schedule(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), delay);
  }

  flush() {
    if (this.dirty && ["waiting", "offline"].includes(this.state)) this.send();
  }

  // A new item is made by one field; the others, and its removal, wait until it is there.
  get mayGo() {
    if (this.item.fresh) return !this.isPresence && (this.item.maker === null || this.item.maker === this);
    return !this.isPresence || !saversOfItem(this.item).some((each) => each !== this && each.busy);
  }

  saying({ value, write }) {
    const { company, kind, id, field, language } = this.address;
    const saying = { company_id: company, kind, id, field, value, seen: this.known.seen, write_id: write, language };
    if (this.isPresence) return { ...saying, field: "", value: null, deed: value };
    if (!this.item.fresh) return { ...saying, deed: "set" };
    return { ...saying, field: "", value: { ...this.item.preset, [field]: value }, seen: 0, deed: "add" };
  }

  async send() {
    clearTimeout(this.timer);
    if (!this.dirty || this.busy || this.state === "conflict") return;
    if (this.borrowed && drafts.get(this.key)?.write !== this.write) return this.forget();
    if (!this.mayGo) return this.schedule(RETRY / 10);
    const what = this.sent ?? { value: this.value, write: this.write };
    this.sent = what;
    if (this.item.fresh) this.item.maker = this;
    this.keep();
    this.busy = true;
    this.mark(this.state === "offline" ? "offline" : "saving");
    const { status, body } = await post(this.address.url, this.saying(what));
    this.busy = false;
    this.heard(what, status, body);
  }

  heard(what, status, body) {
    if (status === 200) return this.confirmed(what, body);
    if (status === 0 || status === 408 || status === 429 || status >= 500) {
      this.mark("offline");
      return this.schedule(RETRY);
    }
    this.sent = null;
    if (this.item.maker === this) this.item.maker = null;
    if (!this.dirty) return this.mark("calm");
    this.keep();
    // What was refused had been replaced meanwhile: the newest text has its own right to be heard.
    if (what.write !== this.write) return this.schedule(0);
    if (status === 409) {
      this.theirs = { value: body.theirs, seen: body.revision };
      return this.mark("conflict", body.message);
    }
    if (status === 422) return this.mark("refused", body.message);
    this.gone = status === 404;
    this.mark("locked", body.message ?? "");
  }

  retry() {
    if (this.state !== "locked") return;
    this.mark("waiting");
    this.send();
  }

  confirmed(what, body) {
    const shown = this.item.fresh ? body.shown?.[this.address.field] : body.shown;
    this.item.fresh = false;
    this.item.maker = null;
    this.known = { value: this.isPresence ? what.value : (shown ?? null), seen: body.revision };
    this.last = what.value;
    this.sent = null;
    if (what.write === this.write || !this.dirty) {
      this.dirty = false;
      this.dropDraft();
      this.mark("saved");
    } else {
      this.keep();
      this.schedule(0);
    }
    this.views.forEach((view) => view.confirmed(body.sequence));
    if (this.views.size === 0 && !this.dirty) savers.delete(this.key);
  }

  keepMine() {
    this.known = { value: this.theirs.value, seen: this.theirs.seen };
    this.write = newId();
    this.keep();
    this.mark("waiting");
    this.send();
  }

  takeTheirs() {
    this.known = { value: this.theirs.value ?? null, seen: this.theirs.seen };
    this.last = undefined;
    this.forget();
    this.views.forEach((view) => view.show(true));
  }

  // The page goes out of sight, perhaps for ever: send what is not on its way and let others take the draft over.
  leave() {
    if (!this.dirty) return;
    this.left = true;
    this.keep();
    if (this.state === "conflict" || !this.mayGo) return;
    if (!this.busy) return void this.send();
    if (this.sent?.write !== this.write) post(this.address.url, this.saying({ value: this.value, write: this.write }));
  }

  // Back in sight: the draft is this tab's own again.
  comeBack() {
    this.left = false;
    if (!this.dirty) return;
    this.keep();
    this.flush();
  }
}

const saversOfItem = (item) => [...savers.values()].filter((saver) => saver.item === item);

// Drafts that no open tab looks after: of this tab before it was reloaded, of one that was closed or killed.
function recover(company, { url, language }) {
  for (const [key, draft] of drafts.of(company)) {
    const abandoned = draft.left || draft.tab === TAB || Date.now() - draft.at > ABANDONED;
    const here = savers.get(key);
    if (!abandoned || here?.dirty) continue;
    const address = { ...draft.address, url, language };
    const item = itemOf(address);
    if (draft.fresh && !here) Object.assign(item, { fresh: true, ...draft.fresh });
    const saver = here ?? new Saver(address, undefined, draft.seen);
    savers.set(key, saver);
    saver.adopt(draft);
  }
}

window.addEventListener("online", () => savers.forEach((saver) => saver.flush()));
window.addEventListener("pagehide", () => savers.forEach((saver) => saver.leave()));
document.addEventListener("visibilitychange", () => {
  savers.forEach((saver) => (document.hidden ? saver.leave() : saver.comeBack()));
});
window.addEventListener("beforeunload", (event) => {
  if ([...savers.values()].some((saver) => saver.dirty && !saver.kept)) event.preventDefault();
});
