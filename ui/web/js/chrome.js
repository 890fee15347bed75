// Puts our words in the place of Streamlit's fixed English ones, and says it when the line drops.
// The server lays `SETTINGS` in front: {words, patterns, connection: {lost, stopped, reload}}.
const words = new Map(Object.entries(SETTINGS.words));
const patterns = Object.entries(SETTINGS.patterns).map(([pattern, words]) => /** @type {[RegExp, string]} */ ([new RegExp(pattern), words]));
const ATTRIBUTES = ["placeholder", "aria-label", "title", "aria-description", "aria-roledescription", "data-title"];
// What people wrote is never touched; the uploader's own button is marked as if it were theirs.
const THEIRS = "[data-testid=stMarkdownContainer], [data-testid=stHtml], [data-testid=stText], [data-testid=stTable]," +
  " [data-testid=stJson], [data-testid=stCode], [data-testid=stTooltipContent], [data-testid=stMetricValue]," +
  " [data-testid=stIconMaterial], [role=gridcell], svg, textarea, script, style";
const OPTIONS = /^(Select all|Select \d+ matches|Add: .*|No results)$/;
const OURS_INSIDE = "[data-testid=stFileUploader] button, [data-testid=stException], [data-testid=stElementToolbar]";

/** @param {string} english */
const ours = (english) => {
  const text = english.trim();
  if (!text) return undefined;
  if (words.has(text)) return english.replace(text, () => words.get(text) ?? text);
  for (const [pattern, translation] of patterns)
    if (pattern.test(text)) return english.replace(text, () => text.replace(pattern, translation));
  return undefined;
};
/** @param {Element | null} element @param {string} text */
const isTheirs = (element, text) => {
  if (!element || (element.closest("[role=option]") && !OPTIONS.test(text.trim()))) return true;
  return element.closest(THEIRS) && !element.closest(OURS_INSIDE);
};

/** @param {Text} node */
const translateText = (node) => {
  const words = ours(node.data);
  if (words !== undefined && words !== node.data && !isTheirs(node.parentElement, node.data)) node.data = words;
};
/** @param {Element} element */
const translateAttributes = (element, names = ATTRIBUTES) => {
  for (const name of names) {
    const value = element.getAttribute(name);
    const words = value === null ? undefined : ours(value);
    if (words !== undefined && words !== value) element.setAttribute(name, words);
  }
};
// A sign without a name of its own says nothing to who cannot see it: the words beside it do.
const SIGN = '[role=img][aria-label=""]';
/** @param {Element} root */
const silence = (root) => {
  for (const sign of [...(root.matches(SIGN) ? [root] : []), ...root.querySelectorAll(SIGN)]) {
    sign.setAttribute("aria-hidden", "true");
    sign.removeAttribute("role");
    sign.removeAttribute("aria-label");
  }
};
/** @param {Node} root */
const translate = (root) => {
  if (root instanceof Text) return translateText(root);
  if (!(root instanceof Element)) return;
  silence(root);
  translateAttributes(root);
  for (const element of root.querySelectorAll(ATTRIBUTES.map((name) => `[${name}]`).join())) translateAttributes(element);
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) translateText(/** @type {Text} */ (texts.currentNode));
};

// Streamlit covers the page with a dialog when the line drops, in the middle of a sentence. We close it and
// say the same in a line at the bottom.
/** @param {Node} root */
const lineDropped = (root) => {
  if (!(root instanceof Element)) return;
  const dialog = root.matches("[role=dialog]") ? root : root.querySelector("[role=dialog]");
  if (!dialog || dialog.closest("[data-testid=stDialog] [data-testid=stVerticalBlock]")) return;
  const title = dialog.querySelector("[slot=title], h2, header, [class*=Header]") || dialog;
  if (title.textContent.trim().startsWith("Connection error"))
    /** @type {HTMLElement | null} */ (dialog.querySelector("button[aria-label]"))?.click();
};

const line = document.createElement("div");
line.id = "bk-connection";
line.setAttribute("role", "status");
let wasConnected = false;
let waiting = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
/** @param {string} words @param {boolean} [canReload] */
const say = (words, canReload) => {
  line.textContent = words;
  if (!canReload) return;
  const button = document.createElement("button");
  button.textContent = SETTINGS.connection.reload;
  button.onclick = () => location.reload();
  line.append(" ", button);
};
const watchConnection = () => {
  const state = document.querySelector("[data-testid=stApp]")?.getAttribute("data-test-connection-state");
  if (!state) return;
  clearTimeout(waiting);
  if (state === "CONNECTED" || state === "STATIC_CONNECTED") {
    wasConnected = true;
    say("");
  } else if (state === "DISCONNECTED_FOREVER") say(SETTINGS.connection.stopped, true);
  else if (!line.textContent) waiting = setTimeout(() => say(SETTINGS.connection.lost), wasConnected ? 1200 : 8000);
};

// The cursor stands in the first field of a dialog as soon as it opens; Streamlit leaves it on the dialog itself.
const TYPED_IN = ":is(textarea, input:not([type=file], [type=checkbox], [type=radio]))";
const opened = new WeakSet();
const cursorInDialog = () => {
  const dialog = document.querySelector("[role=dialog]");
  const field = /** @type {HTMLElement | null | undefined} */ (dialog?.querySelector(TYPED_IN));
  if (!dialog || !field || opened.has(dialog)) return;
  opened.add(dialog);
  if (!dialog.contains(document.activeElement) || dialog === document.activeElement) field.focus();
};

// A link to a question (?vraag=S4) brings it into view once it is drawn, in one step. What is drawn later above
// it moves it away again, so it is held there for a while, until somebody scrolls, types or taps.
const asked = new URLSearchParams(location.search).get("vraag");
const TOUCHES = ["wheel", "touchstart", "keydown", "pointerdown"];
const HELD = 4000;
const question = () =>
  asked ? /** @type {HTMLElement | null} */ (document.querySelector(`.bk-question[id="${CSS.escape(asked)}"]`)) : null;
let isShown = !asked;
const goToQuestion = () => {
  const found = question();
  if (!found) return;
  isShown = true;
  found.tabIndex = -1;
  found.focus({ preventScroll: true });
  const moved = new ResizeObserver(() => question()?.scrollIntoView({ block: "start", behavior: "instant" }));
  const release = () => {
    moved.disconnect();
    for (const touch of TOUCHES) removeEventListener(touch, release, true);
  };
  for (const touch of TOUCHES) addEventListener(touch, release, { capture: true, passive: true });
  for (const around of [found.closest("[data-testid=stVerticalBlock]"), document.querySelector("[data-testid=stMainBlockContainer]")])
    if (around) moved.observe(around);
  setTimeout(release, HELD);
};

new MutationObserver((changes) => {
  for (const change of changes) {
    if (change.type === "characterData") translateText(/** @type {Text} */ (change.target));
    else if (change.attributeName === "data-test-connection-state") watchConnection();
    else if (change.type === "attributes") {
      const target = /** @type {Element} */ (change.target);
      silence(target);
      translateAttributes(target, [change.attributeName ?? ""]);
    }
    else
      for (const node of change.addedNodes) {
        lineDropped(node);
        translate(node);
        if (node instanceof Element && node.querySelector("[data-testid=stApp]")) watchConnection();
      }
  }
  cursorInDialog();
  if (!isShown) goToQuestion();
}).observe(document.body, {
  childList: true, characterData: true, subtree: true, attributes: true,
  attributeFilter: [...ATTRIBUTES, "data-test-connection-state"],
});
document.body.append(line);
translate(document.body);
