// The page of a shared link: tells that it was really seen, and goes blank as soon as the link gives something else.

import { Line } from "./line.js";

const IN_SIGHT = 2000; // ms

const own = location.pathname.replace(/\/$/, "");
const shown = document.body.dataset.edition;
let looking = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

const tell = () => {
  document.removeEventListener("visibilitychange", look);
  fetch(`${own}/gezien`, { method: "POST", keepalive: true }).catch(() => {});
};

const look = () => {
  clearTimeout(looking);
  if (document.visibilityState === "visible") looking = setTimeout(tell, IN_SIGHT);
};

const goBlank = () => {
  document.body.replaceChildren();
  location.reload();
};

document.addEventListener("visibilitychange", look);
look();
new Line(`${own}/einde`, { heard: (edition) => edition !== shown && goBlank(), broken: () => {} }).open();
addEventListener("pageshow", ({ persisted }) => persisted && goBlank());
