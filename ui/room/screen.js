// What the projector does by itself: turns pages so that nothing stays out of sight, keeps the screen awake, shows the
// QR code large at the key Q, and sounds once when the time of a step is over, where the facilitator wants that.

const PAGE = 12000; // ms that a page stands before the next one comes by itself
const ROWS = "tr, li, section, h2, h3, .bk-lead, .bk-advice, .bk-moves, .bk-answers, .bk-screen-finding, .bk-ready";
const stages = new WeakMap();

const main = () => document.querySelector("[data-testid=stMain]");
const isTyping = ({ target }) => target.closest?.("input, textarea, select, [contenteditable=true]");

// Where each page begins, in pixels of the whole: at the first row that the page before could not show whole.
function pages(scroller, head) {
  const high = scroller.clientHeight - head;
  const top = scroller.getBoundingClientRect().top - scroller.scrollTop;
  const rows = [...scroller.querySelectorAll(ROWS)]
    .map((row) => row.getBoundingClientRect())
    .filter(({ height }) => height > 0 && height < high)
    .map(({ top: from, bottom }) => ({ from: from - top, to: bottom - top }))
    .sort((one, other) => one.from - other.from);
  const begins = [0];
  for (const { from, to } of rows) {
    const start = begins[begins.length - 1];
    const end = (start || head) + high;
    if (to > end + 2 && from > (start || head)) begins.push(from);
  }
  return begins;
}

class Stage {
  constructor(root) {
    this.root = root;
    this.bar = root.querySelector(".bar");
    this.large = root.querySelector(".large");
    this.began = performance.now();
    this.turned = 0;
    this.keyed = (event) => {
      if (event.key?.toLowerCase() !== "q" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) {
        if (event.key === "Escape") this.large.hidden = true;
        return;
      }
      this.large.hidden = !this.large.hidden;
    };
    this.seen = () => document.hidden || this.stayAwake();
    document.addEventListener("keydown", this.keyed);
    document.addEventListener("visibilitychange", this.seen);
    this.stayAwake();
    this.timer = setInterval(() => this.tick(), 250);
  }

  async stayAwake() {
    try {
      this.lock = await navigator.wakeLock?.request("screen");
    } catch {
      // not allowed here: the screen goes off as it always did
    }
  }

  show(data) {
    if (data.place !== this.data?.place || data.page !== this.data?.page) {
      this.began = performance.now();
      this.turned = data.page;
      if (data.place !== this.data?.place) this.sounded = false;
    }
    this.data = data;
    this.end = data.left === null ? null : Date.now() + data.left * 1000;
    this.large.querySelector("img").src = data.qr;
    this.large.querySelector("b").textContent = data.code;
    this.large.querySelector("span").textContent = data.address;
  }

  tick() {
    this.ring();
    const scroller = main();
    if (!scroller || !this.data?.pages) return;
    const head = document.querySelector(".st-key-bk_screen_head")?.offsetHeight ?? 0;
    const found = scroller.scrollHeight > scroller.clientHeight + 4 ? pages(scroller, head) : [0];
    this.bar.hidden = found.length < 2;
    const since = performance.now() - this.began;
    const at = (this.turned ? this.turned - 1 : Math.floor(since / PAGE)) % found.length;
    const top = at ? found[at] - head - 8 : 0;
    if (Math.abs(scroller.scrollTop - top) > 2) scroller.scrollTo({ top });
    this.bar.querySelector("i").style.width = this.turned ? "100%" : `${((since % PAGE) / PAGE) * 100}%`;
    this.bar.querySelector("b").textContent = `${at + 1} / ${found.length}`;
  }

  ring() {
    if (!this.data?.sound || this.end === null || this.sounded || Date.now() < this.end) return;
    this.sounded = true;
    if (Date.now() - this.end > 3000) return; // it was over already
    try {
      const context = new AudioContext();
      const tone = context.createOscillator();
      const volume = context.createGain();
      tone.frequency.value = 660;
      volume.gain.setValueAtTime(0.2, context.currentTime);
      volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 1.2);
      tone.connect(volume).connect(context.destination);
      tone.start();
      tone.stop(context.currentTime + 1.2);
    } catch {
      // a browser without sound
    }
  }

  stop() {
    clearInterval(this.timer);
    document.removeEventListener("keydown", this.keyed);
    document.removeEventListener("visibilitychange", this.seen);
    this.lock?.release?.();
  }
}

export default function ({ data, parentElement }) {
  if (!data) return;
  const stage = stages.get(parentElement) ?? new Stage(parentElement);
  stages.set(parentElement, stage);
  stage.show(data);
  return () => {
    stage.stop();
    stages.delete(parentElement);
  };
}
