// What this phone sends: votes, lines, signs that somebody is ready. Each stands on this device until it is settled.

import { Errand, Shelf, nextTry } from "../outbox.js";

const AT_ONCE = 4; // entries on their way at the same time

export const shelf = new Shelf("bierkaartjes/room/");

export class Outbox {
  // `changed()` after every change; `confirmed(key, body, answer)` and `refused(key, body, message, code)` once settled.
  constructor(workshop, { changed, confirmed, refused }) {
    Object.assign(this, { changed, confirmed, refused });
    this.start = `${workshop}/out/`;
    this.locked = new Set(); // not allowed now: kept, and tried again after a reload
    this.offline = false;
    this.timer = 0;
    const kept = shelf.keys(this.start).map((key) => [key.slice(this.start.length), shelf.get(key)]);
    this.waiting = new Map(kept.sort(([, one], [, other]) => one.at - other.at).map(([key, stored]) => [key, entryOf(stored)]));
  }

  get size() {
    return this.waiting.size;
  }

  get busy() {
    return [...this.waiting].filter(([, { errand }]) => errand.busy).map(([key]) => key);
  }

  of(key) {
    return this.waiting.get(key)?.errand.newest ?? undefined;
  }

  entries(kind) {
    return [...this.waiting].filter(([key]) => key.startsWith(`${kind}/`)).map(([key, { errand }]) => [key, errand.newest]);
  }

  put(key, url, body) {
    const entry = this.waiting.get(key) ?? entryOf({ url });
    entry.at = Date.now();
    entry.errand.newest = body;
    this.waiting.set(key, entry);
    this.keep(key, entry);
    this.changed();
    this.pump();
  }

  keep(key, { url, at, errand }) {
    shelf.put(this.start + key, { url, body: errand.newest, sent: errand.sent, at });
  }

  drop(key) {
    this.waiting.delete(key);
    shelf.drop(this.start + key);
  }

  pump() {
    clearTimeout(this.timer);
    for (const key of this.waiting.keys()) {
      if (this.busy.length >= AT_ONCE) return;
      if (this.mayGo(key)) this.send(key);
    }
  }

  // Lines go one by one, in the order in which they were written.
  mayGo(key) {
    const { busy } = this;
    const inOrder = key.startsWith("idea/") && busy.some((each) => each.startsWith("idea/"));
    return !inOrder && !busy.includes(key) && !this.locked.has(key);
  }

  async send(key) {
    const entry = this.freshest(key);
    if (!entry) return;
    const what = entry.errand.takeOut();
    this.keep(key, entry);
    this.heard(key, entry, await entry.errand.post(entry.url, what));
  }

  // Another tab of this phone may have settled this entry, or replaced it, meanwhile.
  freshest(key) {
    const stored = shelf.get(this.start + key);
    if (stored === null) {
      this.waiting.delete(key);
      setTimeout(() => this.changed());
      return null;
    }
    const { errand } = this.waiting.get(key);
    Object.assign(errand, { newest: stored.body, sent: stored.sent ?? null });
    return this.waiting.get(key);
  }

  heard(key, entry, outcome) {
    this.offline = outcome === null;
    if (outcome === null) {
      this.changed();
      this.timer = setTimeout(() => this.pump(), nextTry());
      return;
    }
    const { what, kept, newest, status, body } = outcome;
    if (newest && status !== 403) this.drop(key);
    else this.keep(key, entry);
    if (kept) this.confirmed(key, what, body);
    else if (newest && status === 403) this.lock(key, body);
    else if (newest) this.refused(key, what, body.message ?? "", body.code ?? "");
    this.changed();
    this.pump();
  }

  lock(key, answer) {
    this.locked.add(key);
    this.refused(key, null, answer.message ?? "", "locked");
  }
}

function entryOf({ url, body = null, sent = null, at = Date.now() }) {
  return { url, at, errand: Object.assign(new Errand(), { newest: body, sent }) };
}
