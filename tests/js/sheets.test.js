// The own sheet outlives a closing: what was sent before it stays beside what comes after.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { sheetOf } from "../../ui/web/js/phone/sheets.js";

const vote = (value, round = 1) => ({ item: "Café", question: "Omzet", value, round });
let answer;

beforeEach(() => {
  const shelf = new Map();
  globalThis.sessionStorage = { getItem: (key) => shelf.get(key) ?? null, setItem: (key, value) => shelf.set(key, value) };
  globalThis.fetch = async () => new Response(JSON.stringify({ name: "An", since: 0, ...answer }), { status: 200 });
});

const seen = (closed = false) => sheetOf({ workshop: "w", view: { closed } });

test("the sheet of the server is the sheet", async () => {
  answer = { parts: [{ title: "Klanten", votes: [vote("4")], lines: [] }] };
  await seen();
  answer = { parts: [{ title: "Klanten", votes: [vote("5")], lines: [] }] };
  assert.deepEqual((await seen()).parts, answer.parts);
});

test("after closing it is what this tab saw last", async () => {
  answer = { parts: [{ title: "Klanten", votes: [vote("4")], lines: ["Bakker"] }] };
  await seen();
  assert.deepEqual((await seen(true)).parts, answer.parts);
});

test("after reopening what was sent before stays, and of one question the last answer counts", async () => {
  answer = { parts: [{ title: "Klanten", votes: [vote("4"), vote("3", 2)], lines: ["Bakker"] }] };
  await seen();
  answer = { parts: [], since: 9 };
  assert.deepEqual((await seen()).parts, [{ title: "Klanten", votes: [vote("4"), vote("3", 2)], lines: ["Bakker"] }]);
  answer = { parts: [{ title: "Klanten", votes: [vote("2", 2)], lines: ["Slager"] }], since: 9 };
  const both = [{ title: "Klanten", votes: [vote("4"), vote("2", 2)], lines: ["Bakker", "Slager"] }];
  assert.deepEqual((await seen()).parts, both);
  assert.deepEqual((await seen(true)).parts, both);
});

test("without anything kept a closed session has no sheet", async () => {
  assert.equal(await seen(true), null);
});
