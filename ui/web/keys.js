// What draws the pages runs them again at "r", forgets what it kept at "c", and closes a dialog on the way; nothing
// switches that off. This stands in the page before it does, so it hears every key first.
document.addEventListener("keydown", (event) => {
  const alone = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (alone && /^[rc]$/i.test(event.key)) event.stopImmediatePropagation();
});
