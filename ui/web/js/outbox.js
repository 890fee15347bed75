// What was said and is not confirmed by the server yet: kept on this device, posted, and posted again until it is.
//
// The same words always carry the same write id, so that sending them again changes nothing; what is on its way is
// settled before what replaced it goes.

const PATIENCE = 10000; // ms before an answer counts as lost
const RETRY = 2500; // ms, more or less, between two tries without connection

/** @returns {string} */
export const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
};

/** @param {any} one @param {any} other */
export const same = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

// Not everybody tries again at the same moment.
export const nextTry = () => RETRY * (0.6 + 0.8 * Math.random());

/** A shelf on this device; where storage is blocked it lasts as long as the page, and `safe` says so. */
export class Shelf {
  /** @param {string} name in front of every key */
  constructor(name) {
    this.name = name;
    this.safe = true;
    /** @type {Map<string, any>} */
    this.memory = new Map();
  }

  /** @param {string} key @param {any} value @returns {boolean} whether it outlives the page */
  put(key, value) {
    this.memory.set(key, value);
    try {
      localStorage.setItem(this.name + key, JSON.stringify(value));
      return true;
    } catch {
      this.safe = false;
      return false;
    }
  }

  /** @param {string} key @returns {any} null where there is nothing */
  get(key) {
    try {
      const found = localStorage.getItem(this.name + key);
      return found === null && this.safe ? null : (JSON.parse(found ?? "null") ?? this.memory.get(key) ?? null);
    } catch {
      return this.memory.get(key) ?? null;
    }
  }

  /** @param {string} key */
  drop(key) {
    this.memory.delete(key);
    try {
      localStorage.removeItem(this.name + key);
    } catch {
      // nothing was kept either
    }
  }

  /** @param {string} start @returns {string[]} */
  keys(start) {
    /** @type {string[]} */
    let kept = [];
    try {
      kept = Object.keys(localStorage).filter((key) => key.startsWith(this.name)).map((key) => key.slice(this.name.length));
    } catch {
      this.safe = false;
    }
    return [...new Set([...kept, ...this.memory.keys()])].filter((key) => key.startsWith(start));
  }
}

/** @typedef {{ status: number, body: any, tag: string | null }} Reply status 0: no answer of our server */

/** @param {any} body a page of some other network that answers "fine" is not our server */
const isOurs = (body) => body.kept === true || Number.isInteger(body.revision);

/**
 * Ask something, or say something where there is a body.
 * @param {string} url
 * @param {object | null} [body]
 * @param {string | null} [tag] what was answered before, so that the same is not sent again
 * @returns {Promise<Reply>}
 */
export async function ask(url, body = null, tag = null) {
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
    const fine = response.status !== 200 || (found !== null && (!body || isOurs(found)));
    return { status: fine ? response.status : 0, body: found ?? {}, tag: response.headers.get("etag") };
  } catch {
    return { status: 0, body: {}, tag: null };
  } finally {
    clearTimeout(timer);
  }
}

/** Whether nothing is known of what was sent: it must be sent again as it was. @param {number} status */
export const isLost = (status) => status === 0 || status === 408 || status === 429 || status >= 500;

/**
 * @template Said
 * @typedef {{ what: Said, kept: boolean, newest: boolean, status: number, body: any }} Outcome `kept`: or refused;
 *   `newest`: or it was replaced meanwhile
 */

/**
 * One place where something can be said: the newest of it, and what of it is on its way or was never answered.
 * @template Said
 */
export class Errand {
  constructor() {
    /** @type {Said | null} */
    this.newest = null;
    /** @type {Said | null} */
    this.sent = null;
    this.busy = false;
    this.timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  }

  get isOpen() {
    return this.newest !== null;
  }

  /** What goes first. @returns {Said | null} */
  get next() {
    return this.sent ?? this.newest;
  }

  /** @param {number} delay ms @param {() => void} act */
  schedule(delay, act) {
    clearTimeout(this.timer);
    this.timer = setTimeout(act, delay);
  }

  /** Take out what goes first; it counts as sent from here on. @returns {Said} */
  takeOut() {
    clearTimeout(this.timer);
    this.sent = /** @type {Said} */ (this.next);
    return this.sent;
  }

  /**
   * Post what was taken out. Null where the answer got lost: it stays sent and must be sent again as it was.
   * @param {string} url
   * @param {object} body
   * @returns {Promise<Outcome<Said> | null>}
   */
  async post(url, body) {
    const what = /** @type {Said} */ (this.sent);
    this.busy = true;
    const { status, body: answer } = await ask(url, body);
    this.busy = false;
    if (isLost(status)) return null;
    this.sent = null;
    const newest = !this.isOpen || same(what, this.newest);
    if (newest && status === 200) this.newest = null;
    return { what, kept: status === 200, newest, status, body: answer };
  }

  forget() {
    clearTimeout(this.timer);
    this.newest = this.sent = null;
  }
}
