// What is typed or tapped in the fields of a form, one saver a field: each posts itself.
//
// Savers outlive the form, so that leaving the page does not stop a save. Until the server confirms it, what was
// typed stands in a draft on this device.

import { Errand, Shelf, ask, newId, nextTry, same } from "../outbox.js";

export const PAUSE = 700; // ms without typing before a text is sent
const TURN = 300; // ms after which a field looks again whether it may go
export const ABANDONED = 8000; // ms after which the draft of a silent tab may be taken over
export const UNKNOWN = { unknown: true };

const TAB = newId();
export const isUnknown = (value) => value !== null && typeof value === "object" && value.unknown === true;
export const isEmpty = (value) => value === null || value === undefined || value === "" || same(value, []);

// Drafts: a blocked or full storage loses nothing but this safety net, and the status line then says so.
const drafts = new Shelf("bierkaartjes/draft/");

export const savers = new Map(); // key -> Saver
export const items = new Map(); // "company/kind/id" -> { fresh, maker, preset, question }

export const itemOf = ({ company, kind, id }) => {
  const key = `${company}/${kind}/${id}`;
  if (!items.has(key)) items.set(key, { fresh: false, maker: null, preset: {}, question: null });
  return items.get(key);
};

export const keyOf = ({ company, kind, id, field }) => [company, kind, id, field].join("/");

export function saverOf(address, value, seen) {
  const key = keyOf(address);
  if (!savers.has(key)) savers.set(key, new Saver(address, value, seen));
  const saver = savers.get(key);
  saver.learn(value, seen);
  return saver;
}

export class Saver {
  constructor(address, value, seen) {
    this.address = address; // { url, language, company, kind, id, field }
    this.key = keyOf(address);
    this.item = itemOf(address);
    this.known = { value, seen: seen ?? 0 }; // what the server last confirmed
    this.last = undefined; // what was typed for it, where that differs from how it is shown
    this.errand = new Errand(); // of { value, write }: what was typed and is not confirmed
    this.state = "calm"; // calm, waiting, saving, saved, offline, refused, conflict, locked
    this.note = "";
    this.theirs = null;
    this.gone = false; // whether the item was removed meanwhile
    this.kept = true; // whether the draft could be stored
    this.borrowed = false; // the draft of another tab
    this.left = false; // whether the page is out of sight, so that another tab may take the draft over
    this.views = new Set();
  }

  get dirty() {
    return this.errand.isOpen;
  }

  get busy() {
    return this.errand.busy;
  }

  get sent() {
    return this.errand.sent;
  }

  get value() {
    return this.errand.newest?.value ?? null;
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
    this.errand.newest = { value, write: newId() };
    this.borrowed = this.left = false;
    if (this.item.fresh && !this.item.maker && !this.sent && isEmpty(value)) return this.forget();
    this.keep();
    if (this.state === "conflict") return this.views.forEach((view) => view.marked());
    this.mark("waiting");
    this.schedule(delay);
  }

  keep() {
    const { newest, sent } = this.errand;
    const fresh = this.item.fresh ? { preset: this.item.preset, question: this.item.question } : null;
    const draft = { address: this.address, ...newest, sent, seen: this.known.seen, fresh };
    this.kept = drafts.put(this.key, { ...draft, tab: TAB, at: Date.now(), left: this.left });
  }

  forget() {
    this.errand.forget();
    if (this.item.maker === this) this.item.maker = null;
    this.dropDraft();
    this.mark("calm");
  }

  // Another tab may have put its own draft in the same place: that one stays.
  dropDraft() {
    if (drafts.get(this.key)?.tab === TAB) drafts.drop(this.key);
  }

  adopt(draft) {
    this.errand.newest = { value: draft.value, write: draft.write };
    this.errand.sent = draft.sent;
    this.known = { value: this.known.value, seen: draft.seen };
    this.borrowed = draft.tab !== TAB;
    this.views.forEach((view) => view.show(true));
    this.mark("waiting");
    this.schedule(0);
  }

  schedule(delay) {
    this.errand.schedule(delay, () => this.send());
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
    if (!this.dirty || this.busy || this.state === "conflict") return;
    if (this.borrowed && drafts.get(this.key)?.write !== this.errand.newest.write) return this.forget();
    if (!this.mayGo) return this.schedule(TURN);
    const what = this.errand.takeOut();
    if (this.item.fresh) this.item.maker = this;
    this.keep();
    this.mark(this.state === "offline" ? "offline" : "saving");
    this.heard(await this.errand.post(this.address.url, this.saying(what)));
  }

  heard(outcome) {
    if (outcome === null) {
      this.mark("offline");
      return this.schedule(nextTry());
    }
    if (outcome.kept) return this.confirmed(outcome);
    const { status, body } = outcome;
    if (this.item.maker === this) this.item.maker = null;
    if (!this.dirty) return this.mark("calm");
    this.keep();
    // What was refused had been replaced meanwhile: the newest text has its own right to be heard.
    if (!outcome.newest) return this.schedule(0);
    if (status === 409) {
      this.theirs = { value: body.theirs, seen: body.revision };
      return this.mark("conflict", body.message);
    }
    if (status === 422) return this.mark("refused", body.message);
    // The company was deleted for good: nothing that was typed for it stays on this device.
    if (status === 410) drafts.keys(`${this.address.company}/`).forEach((key) => drafts.drop(key));
    this.gone = status === 404;
    this.mark("locked", body.message ?? "");
  }

  retry() {
    if (this.state !== "locked") return;
    this.mark("waiting");
    this.send();
  }

  confirmed({ what, body }) {
    const shown = this.item.fresh ? body.shown?.[this.address.field] : body.shown;
    this.item.fresh = false;
    this.item.maker = null;
    this.known = { value: this.isPresence ? what.value : (shown ?? null), seen: body.revision };
    this.last = what.value;
    if (this.dirty) {
      this.keep();
      this.schedule(0);
    } else {
      this.dropDraft();
      this.mark("saved");
    }
    this.views.forEach((view) => view.confirmed(body.sequence));
    if (this.views.size === 0 && !this.dirty) savers.delete(this.key);
  }

  keepMine() {
    this.known = { value: this.theirs.value, seen: this.theirs.seen };
    this.errand.newest = { value: this.value, write: newId() };
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
    const { newest, sent } = this.errand;
    if (!this.busy) return void this.send();
    if (!same(sent, newest)) ask(this.address.url, this.saying(newest));
  }

  // Back in sight: the draft is this tab's own again.
  comeBack() {
    this.left = false;
    if (!this.dirty) return;
    this.keep();
    this.flush();
  }
}

export const saversOfItem = (item) => [...savers.values()].filter((saver) => saver.item === item);

// Drafts that no open tab looks after: of this tab before it was reloaded, of one that was closed or killed.
export function recover(company, { url, language }) {
  for (const key of drafts.keys(`${company}/`)) {
    const draft = drafts.get(key);
    if (!draft?.address) continue;
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
