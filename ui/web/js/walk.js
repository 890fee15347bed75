// Walking from question to question without loading the page again. Every step is a plain link that works without
// this; here the address changes and Streamlit hears of it as of a step back in the history.
(() => {
  const PAUSE = 300; // two taps on the same place are one step
  let last = 0;
  /** @param {MouseEvent} event */
  const plain = (event) => event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  /** @param {Event} event */
  const linkOf = (event) => {
    const found = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    return found instanceof HTMLAnchorElement ? found : undefined;
  };

  addEventListener("click", (event) => {
    const link = linkOf(event);
    if (!link || event.defaultPrevented || !plain(event) || !link.closest("[data-testid=stHtml], .stHtml")) return;
    const there = new URL(link.href);
    if (there.origin !== location.origin || there.pathname !== location.pathname || there.hash) return;
    event.preventDefault();
    if (event.timeStamp - last < PAUSE) return;
    last = event.timeStamp;
    history.pushState(null, "", there);
    dispatchEvent(new PopStateEvent("popstate"));
  });

  addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) /** @type {HTMLAnchorElement | null} */ (document.querySelector("a.bk-next"))?.click();
  });

  // A new question begins at the top, with the focus on its heading; the first one of a page leaves both alone.
  let at = /** @type {string | undefined} */ (undefined);
  new MutationObserver(() => {
    const heading = /** @type {HTMLElement | null} */ (document.querySelector("h1[data-at]"));
    if (!heading || heading.dataset.at === at) return;
    const moved = at !== undefined;
    at = heading.dataset.at;
    if (!moved) return;
    document.querySelector("[data-testid=stMain]")?.scrollTo({ top: 0, behavior: "instant" });
    heading.focus({ preventScroll: true });
  }).observe(document.body, { childList: true, subtree: true });
})();
