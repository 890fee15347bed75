// The line is opened again where it broke for good, and says whether it can be relied on.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { Line } from "../../ui/web/js/line.js";

const opened = [];

class Source {
  static CLOSED = 2;
  readyState = 1;
  constructor(address) {
    opened.push(this);
    this.address = address;
  }
  close() {
    this.readyState = Source.CLOSED;
  }
}

beforeEach(() => {
  opened.length = 0;
  globalThis.EventSource = Source;
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

function lineWithEar() {
  const heard = [];
  const line = new Line("/live/w", { heard: (edition) => heard.push(edition), broken: (was) => heard.push(was ? "broke" : "silent") });
  line.open();
  return { line, heard };
}

test("what the server says is heard", () => {
  const { line, heard } = lineWithEar();
  opened[0].onmessage({ data: "7" });
  assert.deepEqual([heard, line.streaming, opened[0].address], [["7"], true, "/live/w"]);
  mock.timers.tick(60000);
  assert.deepEqual(heard, ["7"]);
});

test("a line on which nothing is heard is not relied on", () => {
  const { heard } = lineWithEar();
  mock.timers.tick(5000);
  assert.deepEqual(heard, ["silent"]);
});

test("a line that is refused is opened again, until it is not wanted any more", () => {
  const { line, heard } = lineWithEar();
  opened[0].onmessage({ data: "7" });
  opened[0].readyState = Source.CLOSED;
  opened[0].onerror();
  assert.deepEqual([heard, line.streaming], [["7", "broke"], false]);
  mock.timers.tick(4000);
  assert.equal(opened.length, 2);
  line.stop();
  opened[1].readyState = Source.CLOSED;
  opened[1].onerror();
  mock.timers.tick(60000);
  assert.equal(opened.length, 2);
});

test("a line that the browser opens again by itself is left to it", () => {
  lineWithEar();
  opened[0].readyState = 0;
  opened[0].onerror();
  mock.timers.tick(4000);
  assert.equal(opened.length, 1);
});
