// The line on which the server says that something changed: one stream of events, opened again where it breaks.

const HEARD = 5000; // ms in which an open stream must have said something
const AGAIN = 4000; // ms before a stream that was refused is opened again

export class Line {
  /**
   * @param {string} address
   * @param {{ heard: (edition: string) => void, broken: (was: boolean) => void }} listener `broken`: nothing is heard,
   *   and whether there was before; until `heard` it must ask by itself
   */
  constructor(address, listener) {
    this.address = address;
    this.listener = listener;
    this.streaming = false;
    this.stopped = false;
    /** @type {EventSource | undefined} */
    this.source = undefined;
    this.patience = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  }

  open() {
    if (this.stopped) return;
    this.source?.close();
    this.streaming = false;
    const source = new EventSource(this.address);
    this.source = source;
    clearTimeout(this.patience);
    this.patience = setTimeout(() => this.listener.broken(false), HEARD);
    source.onmessage = ({ data }) => {
      clearTimeout(this.patience);
      this.streaming = true;
      this.listener.heard(data);
    };
    source.onerror = () => this.broke(source);
  }

  /** @param {EventSource} source */
  broke(source) {
    const was = this.streaming;
    this.streaming = false;
    this.listener.broken(was);
    if (source.readyState === EventSource.CLOSED) setTimeout(() => this.source === source && this.open(), AGAIN);
  }

  stop() {
    this.stopped = true;
    this.source?.close();
    clearTimeout(this.patience);
  }
}
