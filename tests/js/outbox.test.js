// What was said is posted until the server confirms it, and what was sent is settled before what replaced it.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { Errand, Shelf, ask, isLost, newId, same } from "../../ui/web/js/outbox.js";

const posted = [];
let answers = [];

beforeEach(() => {
  posted.length = 0;
  answers = [];
  globalThis.fetch = async (url, request) => {
    posted.push([url, JSON.parse(request.body ?? "null"), request]);
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return new Response(answer.text ?? JSON.stringify(answer.body), { status: answer.status, headers: answer.headers });
  };
  globalThis.localStorage = undefined;
});

afterEach(() => delete globalThis.localStorage);

const errandOf = (what) => Object.assign(new Errand(), { newest: what });
const fine = { status: 200, body: { revision: 3 } };

test("what was confirmed is not open any more", async () => {
  answers = [fine];
  const errand = errandOf({ value: "Cafés", write: "w1" });
  errand.takeOut();
  const outcome = await errand.post("/api/say", { write_id: "w1" });
  assert.deepEqual([outcome.kept, outcome.newest, outcome.body.revision], [true, true, 3]);
  assert.deepEqual([errand.isOpen, errand.sent], [false, null]);
});

test("what got no answer is sent again as it was, also when it was replaced meanwhile", async () => {
  answers = [new Error("no line"), fine, fine];
  const errand = errandOf({ value: "Caf", write: "w1" });
  errand.takeOut();
  assert.equal(await errand.post("/api/say", {}), null);
  errand.newest = { value: "Cafés", write: "w2" };
  assert.equal(errand.takeOut().write, "w1");
  const first = await errand.post("/api/say", {});
  assert.deepEqual([first.kept, first.newest, errand.newest.write], [true, false, "w2"]);
  assert.equal(errand.takeOut().write, "w2");
  assert.equal((await errand.post("/api/say", {})).newest, true);
  assert.equal(errand.isOpen, false);
});

test("what was refused stays open: whoever said it decides", async () => {
  answers = [{ status: 422, body: { message: "geen getal" } }];
  const errand = errandOf({ value: "veel", write: "w1" });
  errand.takeOut();
  const outcome = await errand.post("/api/say", {});
  assert.deepEqual([outcome.kept, outcome.newest, outcome.status, outcome.body.message], [false, true, 422, "geen getal"]);
  assert.equal(errand.isOpen, true);
});

test("a page of another network that says fine is no answer", async () => {
  for (const body of [{ text: "<html>log in</html>" }, { body: { welcome: true } }]) {
    answers = [{ status: 200, ...body }];
    assert.equal((await ask("/api/say", { value: 1 })).status, 0);
  }
  answers = [{ status: 200, body: { kept: true } }];
  assert.equal((await ask("/api/vote", { value: 1 })).status, 200);
});

test("what is said goes along when the page is left, with the cookie, and what is asked is never an old answer", async () => {
  answers = [fine, { status: 200, body: {} }];
  await ask("/api/say", { value: 1 });
  await ask("/api/room/w", null, "tag");
  const [[, , said], [, , asked]] = posted;
  assert.deepEqual([said.method, said.keepalive, said.credentials], ["POST", true, "same-origin"]);
  assert.deepEqual([asked.method, asked.cache, asked.headers["If-None-Match"]], ["GET", "no-store", "tag"]);
});

test("a server that is too busy or broken may have kept it: that is not a refusal", () => {
  assert.deepEqual([0, 408, 429, 500, 503].map(isLost), [true, true, true, true, true]);
  assert.deepEqual([200, 304, 403, 404, 409, 413, 422].some(isLost), false);
});

test("a shelf keeps things for the next page, and as long as this one lasts where nothing can be stored", () => {
  const blocked = new Shelf("a/");
  assert.equal(blocked.put("one", { at: 1 }), false);
  assert.deepEqual([blocked.safe, blocked.get("one"), blocked.keys("o")], [false, { at: 1 }, ["one"]]);
  blocked.drop("one");
  assert.equal(blocked.get("one"), null);

  const store = {};
  globalThis.localStorage = new Proxy(store, {
    get: (_, name) =>
      ({ setItem: (key, value) => (store[key] = value), getItem: (key) => store[key] ?? null, removeItem: (key) => delete store[key] })[name] ?? store[name],
  });
  const shelf = new Shelf("a/");
  assert.equal(shelf.put("two", [2]), true);
  new Shelf("b/").put("two", "other");
  assert.deepEqual([new Shelf("a/").get("two"), new Shelf("a/").keys("")], [[2], ["two"]]);
  store["a/two"] = "{ torn";
  assert.deepEqual(new Shelf("a/").get("two"), null);
});

test("ids differ and equal things are equal whatever made them", () => {
  assert.equal(new Set(Array.from({ length: 500 }, newId)).size, 500);
  assert.equal(same({ a: [1, null] }, { a: [1, undefined] }), true);
  assert.equal(same(undefined, null), true);
  assert.equal(same("", null), false);
});
