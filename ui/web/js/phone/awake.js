// Keeps the screen of a phone on while a session runs. The browser lets it go whenever the page is hidden, so it is asked
// again after coming back.

let lock = null;
let wanted = false;

const seen = () => {
  if (!document.hidden && wanted) hold();
};

async function hold() {
  try {
    lock = await navigator.wakeLock?.request("screen");
    if (!wanted) letGo();
  } catch {
    // not allowed here, or the battery is low: the screen goes off as it always did
  }
}

function letGo() {
  lock?.release();
  lock = null;
}

export function keepAwake(wish) {
  if (wish === wanted) return;
  wanted = wish;
  if (!wish) return letGo();
  document.addEventListener("visibilitychange", seen);
  hold();
}
