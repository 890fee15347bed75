// My sheet: the server has it until the session is closed; this tab keeps what it last saw, and after a reopening what is
// new stands below it.

import { ask } from "../outbox.js";

const keyOf = (workshop) => `bierkaartjes-sheet/${workshop}`;

export async function sheetOf({ workshop, view }) {
  const kept = keptOf(workshop);
  if (view.closed) return whole(kept);
  const { status, body } = await ask(`/api/sheet/${encodeURIComponent(workshop)}`);
  if (status !== 200) return whole(kept);
  const found = goneOnWith(kept, body);
  try {
    sessionStorage.setItem(keyOf(workshop), JSON.stringify(found));
  } catch {
    // it is only a copy
  }
  return whole(found);
}

function keptOf(workshop) {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(workshop)));
  } catch {
    return null;
  }
}

// What the server has now; what this tab kept of before a closing (`since` is another one then) stays apart.
export function goneOnWith(kept, body) {
  const before = !kept ? [] : kept.since === body.since ? (kept.before ?? []) : (whole(kept)?.parts ?? []);
  return { ...body, before };
}

const whole = (kept) => kept && { name: kept.name, parts: together(kept.before ?? [], kept.parts) };

export function together(before, now) {
  const titles = new Set([...before, ...now].map(({ title }) => title));
  return [...titles].map((title) => {
    const [old, fresh] = [before, now].map((parts) => parts.find((part) => part.title === title) ?? { votes: [], lines: [] });
    return { title, votes: latest([...old.votes, ...fresh.votes]), lines: [...new Set([...old.lines, ...fresh.lines])] };
  });
}

// Of two answers to one question in one round the last one.
function latest(votes) {
  return [...new Map(votes.map((vote) => [JSON.stringify([vote.item, vote.question, vote.round]), vote])).values()];
}
