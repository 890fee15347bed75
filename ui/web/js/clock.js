// A clock that counts down in the browser by the server's time.

const clocks = new WeakMap();

/** @param {number} seconds */
const shown = (seconds) => {
  const whole = Math.abs(seconds), hours = Math.floor(whole / 3600);
  /** @param {number} number */
  const pair = (number) => String(number).padStart(2, "0");
  const minutes = Math.floor(whole / 60) % 60;
  return (hours ? `${hours}:${pair(minutes)}` : `${minutes}`) + `:${pair(whole % 60)}`;
};

/**
 * @typedef {{label: string, stopped: string, over: string, running: string}} Words
 * @param {{data?: {size: string, left: number | null, planned: number, words: Words}, parentElement: HTMLElement}} drawn
 */
export default function ({ data, parentElement }) {
  const face = /** @type {HTMLElement | null} */ (parentElement.querySelector(".clock"));
  if (!face || !data) return;
  clearInterval(clocks.get(parentElement));
  face.style.fontSize = data.size;
  face.setAttribute("aria-label", data.words.label);
  const end = data.left === null ? null : Date.now() + data.left * 1000;
  const draw = () => {
    const left = end === null ? data.planned : Math.round((end - Date.now()) / 1000);
    const isOver = end !== null && left <= 0;
    const note = end === null ? data.words.stopped : isOver ? data.words.over : data.words.running;
    face.classList.toggle("over", isOver);
    face.replaceChildren(shown(left), Object.assign(document.createElement("span"), { textContent: note }));
  };
  draw();
  if (end !== null) clocks.set(parentElement, setInterval(draw, 250));
  return () => clearInterval(clocks.get(parentElement));
}
