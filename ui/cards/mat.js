// A beer mat that turns over: its rim has a segment a question, its front the question, its back the card in short.
// Built once into the page and then only updated, so that it keeps the face it shows while the page runs again.
const SVG = "http://www.w3.org/2000/svg";
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

/** @param {string} tag @param {string} className */
const made = (tag, className, text = "") => {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
};

/** @param {string[]} states */
const rim = (states) => {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 100 100");
  svg.setAttribute("aria-hidden", "true");
  states.forEach((state, place) => {
    const segment = document.createElementNS(SVG, "rect");
    for (const [name, value] of Object.entries({ x: 1.6, y: 1.6, width: 96.8, height: 96.8, rx: 14 })) segment.setAttribute(name, String(value));
    segment.setAttribute("pathLength", String(states.length));
    segment.setAttribute("stroke-dasharray", `0.93 ${states.length - 0.93}`);
    segment.setAttribute("stroke-dashoffset", String(-place - 0.035));
    segment.setAttribute("class", state);
    svg.append(segment);
  });
  return svg;
};

/**
 * @typedef {{eyebrow: string, title: string, lines: [string, string][], turn: string}} Words
 * @param {HTMLElement} mat @param {string} side @param {Words} words
 */
const face = (mat, side, words) => {
  const element = made("section", `face ${side}`);
  element.append(made("p", "eyebrow", words.eyebrow));
  const heading = made("h2", "", words.title);
  heading.tabIndex = -1;
  element.append(heading, ...words.lines.map(([className, text]) => made("p", className, text)));
  const turn = made("button", "turn", words.turn);
  turn.setAttribute("type", "button");
  turn.onclick = () => turned(mat, side === "front" ? "back" : "front");
  element.append(turn);
  return element;
};

/** @param {HTMLElement} mat @param {string} side */
const show = (mat, side) => {
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (mat.querySelectorAll(".face"))) one.inert = !one.classList.contains(side);
};

/** @param {HTMLElement} mat @param {string} side */
const turned = (mat, side) => {
  mat.dataset.side = side;
  show(mat, side);
  const heading = /** @type {HTMLElement | null} */ (mat.querySelector(`.${side} h2`));
  setTimeout(() => heading?.focus({ preventScroll: true }), STILL.matches ? 0 : 150);
};

/** @param {{data: {front: Words, back: Words, states: string[], accent: string[]}, parentElement: HTMLElement}} drawn */
export default ({ data, parentElement }) => {
  let mat = /** @type {HTMLElement | null} */ (parentElement.querySelector(".mat"));
  const key = JSON.stringify([data.front, data.back]);
  if (!mat || mat.dataset.key !== key) {
    const side = mat?.dataset.side ?? "front";
    mat?.remove();
    mat = made("div", "mat");
    mat.dataset.key = key;
    mat.dataset.side = side;
    mat.style.setProperty("--accent", `light-dark(${data.accent.join()})`);
    mat.append(face(mat, "front", data.front), face(mat, "back", data.back));
    show(mat, side);
    parentElement.append(mat);
  }
  mat.querySelector("svg")?.remove();
  mat.prepend(rim(data.states));
};
