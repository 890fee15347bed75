// The phone's line to its session: hears that something changed, asks for the view, and asks by itself where nothing is heard.

import { Line } from "../line.js";
import { ask } from "../outbox.js";

const POLL = 3000; // ms between two questions while no stream works
const SAFETY = 20000; // ms after which a silent stream is not believed any more

export class RoomLine {
  // `seen(view)`, `gone()` where this phone does not take part (any more), `changed()` when the line came or went.
  constructor(workshop, { seen, gone, changed }) {
    Object.assign(this, { workshop, seen, gone, changed });
    this.look = null;
    this.up = true;
    this.line = new Line(`/live/${encodeURIComponent(workshop)}`, this);
    this.edition = "";
    this.tag = null;
    this.asking = null;
    this.againAfter = false;
    this.offset = 0; // ms that the server's clock is ahead of ours
    this.closest = Infinity; // ms that the best measurement of it took
    this.poll = 0;
    this.stopped = false;
  }

  start() {
    this.line.open();
    document.addEventListener("visibilitychange", () => document.hidden || this.wake());
    window.addEventListener("online", () => this.wake());
    window.addEventListener("pageshow", (event) => event.persisted && this.wake());
    this.next();
    return this.refresh();
  }

  stop() {
    this.stopped = true;
    this.line.stop();
    clearTimeout(this.poll);
  }

  get streaming() {
    return this.line.streaming;
  }

  heard(edition) {
    if (edition !== this.edition || !this.up) this.refresh();
  }

  broken(was) {
    this.next();
    if (was) this.refresh();
  }

  // Asks by itself: often while nothing is heard, now and then while all seems well.
  next() {
    clearTimeout(this.poll);
    if (this.stopped) return;
    const pause = this.streaming && this.up ? SAFETY : POLL * (0.9 + 0.2 * Math.random());
    this.poll = setTimeout(async () => {
      const before = this.edition;
      if (!document.hidden) await this.refresh();
      if (this.streaming && this.edition !== before) this.line.open(); // it changed, and the stream kept silent
      this.next();
    }, pause);
  }

  wake() {
    if (this.stopped) return;
    if (!this.streaming) this.line.open();
    this.refresh();
  }

  lookAt(step) {
    this.look = step;
    this.tag = null;
    return this.refresh();
  }

  // Asks for the view; a wish that comes while one is under way is granted right after it.
  refresh() {
    if (this.stopped) return Promise.resolve();
    if (this.asking) {
      this.againAfter = true;
      return this.asking;
    }
    this.asking = this.fetch().finally(() => {
      this.asking = null;
      if (this.againAfter) {
        this.againAfter = false;
        this.refresh();
      }
    });
    return this.asking;
  }

  async fetch() {
    const look = this.look;
    const query = look ? `?stap=${encodeURIComponent(look)}` : "";
    const began = Date.now();
    const { status, body, tag } = await ask(`/api/room/${encodeURIComponent(this.workshop)}${query}`, null, this.tag);
    const took = Date.now() - began;
    const up = status === 200 || status === 304 || status === 403;
    const came = up !== this.up;
    this.up = up;
    if (this.stopped) return;
    if (status === 403) return this.gone();
    if (status === 200 && look === this.look) {
      if (look) body.group = await this.groupStep();
      this.tag = tag;
      this.edition = body.edition;
      this.measure(Date.parse(body.now), began, took);
      this.seen(body, began);
    }
    if (came) this.changed();
  }

  // Where the group is, for whoever looks around: a view of another step does not say.
  async groupStep() {
    const { status, body } = await ask(`/api/room/${encodeURIComponent(this.workshop)}`);
    return status === 200 ? body.step : undefined;
  }

  measure(server, began, took) {
    if (took > this.closest * 2) return;
    this.closest = Math.max(20, Math.min(took, this.closest * 1.2));
    this.offset = server - (began + took / 2);
  }

  get now() {
    return Date.now() + this.offset;
  }
}
