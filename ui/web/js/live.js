// Notices that a workshop changed, and lets Streamlit draw again what shows it, at most twice a second.

import { Line } from "./line.js";

const PAUSE = 450; // ms between two drawings
const POLL = 2000; // ms between two drawings while no stream works
const STUCK = 6000; // ms after which a drawing that does not come is a server that was started again

const screens = new WeakMap(); // where Streamlit mounted it -> what listens there

// After a restart of the server Streamlit does not know this fragment any more and answers nothing at all.
const isIdle = () => {
  const app = /** @type {HTMLElement | null} */ (document.querySelector("[data-testid=stApp]"))?.dataset;
  return app?.testScriptState === "notRunning" && app?.testConnectionState === "CONNECTED";
};

class Listening {
  /** @param {string} address */
  constructor(address) {
    this.address = address;
    this.fire = /** @type {(edition: string) => void} */ (() => undefined);
    this.shown = this.edition = undefined;
    this.at = 0;
    this.line = new Line(address, this);
    this.line.open();
  }

  /** @param {string} edition */
  heard(edition) {
    clearInterval(this.polling);
    this.polling = 0;
    const isNew = edition !== this.edition && edition !== this.shown;
    this.edition = edition;
    if (isNew) this.soon();
  }

  broken() {
    this.shown = this.edition = undefined; // whatever it was: look again once the line is back
    this.polling ||= setInterval(() => this.ask(), POLL);
  }

  soon() {
    clearTimeout(this.next);
    this.next = setTimeout(() => this.ask(), Math.max(0, this.at + PAUSE - performance.now()));
  }

  ask() {
    this.at = performance.now();
    this.fire(`${this.edition} ${this.at}`);
    this.stuck ||= setInterval(() => {
      if (isIdle()) location.reload();
    }, STUCK);
  }

  /** @param {string} edition */
  drawn(edition) {
    clearInterval(this.stuck);
    this.stuck = 0;
    this.shown = edition;
  }

  stop() {
    this.line.stop();
    clearTimeout(this.next);
    clearInterval(this.polling);
    clearInterval(this.stuck);
  }
}

/**
 * @param {{data: {address: string, edition: string}, parentElement: HTMLElement,
 *   setTriggerValue: (name: string, value: string) => void}} drawn
 */
export default function ({ data, parentElement, setTriggerValue }) {
  let here = screens.get(parentElement);
  if (here?.address !== data.address) {
    here?.stop();
    here = new Listening(data.address);
    screens.set(parentElement, here);
  }
  here.drawn(data.edition);
  here.fire = (/** @type {string} */ edition) => setTriggerValue("changed", edition);
  return () => {
    screens.get(parentElement)?.stop();
    screens.delete(parentElement);
  };
}
