// The screen of a phone stays on while a session runs, again after coming back, and no longer.

import assert from "node:assert/strict";
import { test } from "node:test";

import { keepAwake } from "../../ui/web/js/phone/awake.js";

let held = 0;
let asked = 0;
const heard = [];
const turn = () => new Promise((done) => setTimeout(done));
const page = { hidden: false, addEventListener: (name, listener) => heard.push(listener) };
globalThis.document = page;
const request = async () => {
  asked += 1;
  held += 1;
  return { release: () => (held -= 1) };
};
Object.defineProperty(globalThis, "navigator", { value: { wakeLock: { request } }, configurable: true });

test("it is held once while it is wanted, asked again after coming back, and let go at the end", async () => {
  keepAwake(true);
  keepAwake(true);
  await turn();
  assert.deepEqual([asked, held], [1, 1]);
  page.hidden = true;
  heard[0]();
  await turn();
  assert.equal(asked, 1);
  held = 0; // the browser let it go
  page.hidden = false;
  heard[0]();
  await turn();
  assert.deepEqual([asked, held], [2, 1]);
  keepAwake(false);
  assert.equal(held, 0);
  heard[0]();
  await turn();
  assert.equal(asked, 2);
});

test("a browser that does not have it or refuses changes nothing", async () => {
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
  keepAwake(true);
  keepAwake(false);
  Object.defineProperty(globalThis, "navigator", { value: { wakeLock: { request: async () => Promise.reject(new Error("no")) } }, configurable: true });
  keepAwake(true);
  await turn();
  keepAwake(false);
});
