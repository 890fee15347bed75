// What was tapped or typed and is not confirmed by the server yet.
//
// Each entry stands on this device until the server says that it is kept. The same answer always carries the same
// write id, so that sending it again changes nothing; what is on its way is settled before what replaced it goes.

const RETRY = 2500; // ms between two tries without connection
const PATIENCE = 10000; // ms before an answer counts as lost
const AT_ONCE = 4; // entries on their way at the same time
const SHELF = "bierkaartjes/room/";

const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
};
const same = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

// A shelf on this device; where storage is blocked it lasts as long as the page, and `safe` says so.
const shelf = {
  safe: true,
  memory: new Map(),
  put(key, value) {
    this.memory.set(key, value);
    try {
      localStorage.setItem(SHELF + key, JSON.stringify(value));
    } catch {
      this.safe = false;
    }
  },
  get(key) {
    try {
      const found = localStorage.getItem(SHELF + key);
      return found === null && this.safe ? null : (JSON.parse(found) ?? this.memory.get(key) ?? null);
    } catch {
      return this.memory.get(key) ?? null;
    }
  },
  drop(key) {
    this.memory.delete(key);
    try {
      localStorage.removeItem(SHELF + key);
    } catch {
      // nothing was kept either
    }
  },
  keys(start) {
    let kept = [];
    try {
      kept = Object.keys(localStorage).filter((key) => key.startsWith(SHELF)).map((key) => key.slice(SHELF.length));
    } catch {
      this.safe = false;
    }
    return [...new Set([...kept, ...this.memory.keys()])].filter((key) => key.startsWith(start));
  },
};

async function ask(url, body, tag) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE);
  const headers = { ...(body && { "Content-Type": "application/json" }), ...(tag && { "If-None-Match": tag }) };
  try {
    const response = await fetch(url, {
      method: body ? "POST" : "GET",
      credentials: "same-origin",
      cache: "no-store",
      keepalive: Boolean(body),
      headers,
      body: body && JSON.stringify(body),
      signal: abort.signal,
    });
    const found = response.status === 304 ? {} : await response.json().catch(() => null);
    // A page of some other network that answers "fine" is not our server.
    const ours = found !== null && (!body || response.status !== 200 || found.kept === true);
    return { status: ours ? response.status : 0, body: found ?? {}, tag: response.headers.get("etag") };
  } catch {
    return { status: 0, body: {}, tag: null };
  } finally {
    clearTimeout(timer);
  }
}

class Outbox {
  // `changed()` after every change; `confirmed(key, body, answer)` and `refused(key, body, message, code)` once settled.
  constructor(workshop, { changed, confirmed, refused }) {
    Object.assign(this, { changed, confirmed, refused });
    this.start = `${workshop}/out/`;
    this.busy = new Set();
    this.locked = new Set(); // not allowed now: kept, and tried again after a reload
    this.offline = false;
    this.timer = 0;
    const kept = shelf.keys(this.start).map((key) => [key.slice(this.start.length), shelf.get(key)]);
    this.waiting = new Map(kept.sort(([, one], [, other]) => one.at - other.at));
  }

  get size() {
    return this.waiting.size;
  }

  of(key) {
    return this.waiting.get(key)?.body;
  }

  entries(kind) {
    return [...this.waiting].filter(([key]) => key.startsWith(`${kind}/`)).map(([key, { body }]) => [key, body]);
  }

  put(key, url, body) {
    const sent = this.waiting.get(key)?.sent ?? null;
    this.keep(key, { url, body, sent, at: Date.now() });
    this.changed();
    this.pump();
  }

  keep(key, entry) {
    this.waiting.set(key, entry);
    shelf.put(this.start + key, entry);
  }

  drop(key) {
    this.waiting.delete(key);
    shelf.drop(this.start + key);
  }

  pump() {
    clearTimeout(this.timer);
    for (const key of this.waiting.keys()) {
      if (this.busy.size >= AT_ONCE) return;
      if (this.mayGo(key)) this.send(key);
    }
  }

  // Lines go one by one, in the order in which they were written.
  mayGo(key) {
    const inOrder = key.startsWith("idea/") && [...this.busy].some((each) => each.startsWith("idea/"));
    return !inOrder && !this.busy.has(key) && !this.locked.has(key);
  }

  async send(key) {
    const entry = this.freshest(key);
    if (!entry) return;
    const what = entry.sent ?? entry.body;
    this.keep(key, { ...entry, sent: what });
    this.busy.add(key);
    const { status, body } = await ask(entry.url, what);
    this.busy.delete(key);
    this.heard(key, what, status, body);
  }

  // Another tab of this phone may have settled this entry, or replaced it, meanwhile.
  freshest(key) {
    const stored = shelf.get(this.start + key);
    if (stored === null) {
      this.waiting.delete(key);
      setTimeout(() => this.changed());
      return null;
    }
    this.waiting.set(key, stored);
    return stored;
  }

  heard(key, what, status, answer) {
    this.offline = status === 0 || status === 408 || status === 429 || status >= 500;
    if (this.offline) {
      this.changed();
      this.timer = setTimeout(() => this.pump(), RETRY * (0.6 + 0.8 * Math.random()));
      return;
    }
    const entry = this.waiting.get(key);
    const newest = entry && same(entry.body, what);
    if (status === 200) this.confirmed(key, what, answer);
    if (entry && !newest) this.keep(key, { ...entry, sent: null });
    else if (status === 403) this.lock(key, answer);
    else if (entry) this.settle(key, what, status, answer);
    this.changed();
    this.pump();
  }

  settle(key, what, status, answer) {
    this.drop(key);
    if (status !== 200) this.refused(key, what, answer.message ?? "", answer.code ?? "");
  }

  lock(key, answer) {
    this.locked.add(key);
    this.refused(key, null, answer.message ?? "", "locked");
  }
}
