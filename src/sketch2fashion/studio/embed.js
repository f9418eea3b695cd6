// @ts-check
/**
 * <sketch-studio>: the studio on another site. One script tag, no dependency, no build:
 *
 *   <script type="module" src="ADDRESS-OF-THE-STUDIO/embed.js"></script>
 *   <sketch-studio lang="ko" category="dress" seller="Hanbit" theme="dark"></sketch-studio>
 *
 * It shows the studio in a frame of the server that the script came from, and tells the page what happens there as events
 * `studio-ready`, `studio-render`, `studio-search` and `studio-choose`. Only messages of that frame and of that server's origin
 * count. The server lets in only sites that its operator has listed (setting `origins`).
 */

const SERVER = new URL(import.meta.url).origin;
const EVENTS = ["ready", "render", "search", "choose"];
const HANDED_ON = ["lang", "category", "seller", "theme"];

// A constructed sheet, no style element: a host with a strict policy allows it.
const LOOK = new CSSStyleSheet();
LOOK.replaceSync(`
  :host { display: block; block-size: min(760px, 90vh); min-inline-size: 320px; }
  :host([hidden]) { display: none; }
  iframe { inline-size: 100%; block-size: 100%; border: 0; border-radius: inherit; }
`);

class SketchStudio extends HTMLElement {
  static observedAttributes = HANDED_ON;
  #frame = document.createElement("iframe");
  /** @param {MessageEvent} event */
  #hear = (event) => this.#tell(event);

  constructor() {
    super();
    this.#frame.allow = "camera; clipboard-read; clipboard-write";
    this.#frame.title = "Sketch2Fashion";
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [LOOK];
    shadow.append(this.#frame);
  }

  connectedCallback() {
    addEventListener("message", this.#hear);
    this.#show();
  }

  disconnectedCallback() {
    removeEventListener("message", this.#hear);
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#show();
  }

  #show() {
    const address = new URL("/", SERVER);
    address.searchParams.set("embedded", location.origin);
    for (const name of HANDED_ON) {
      const value = this.getAttribute(name);
      if (value) address.searchParams.set(`embedded-${name}`, value);
    }
    if (this.#frame.src !== address.href) this.#frame.src = address.href;
  }

  /** @param {MessageEvent} event */
  #tell({ source, origin, data }) {
    if (source !== this.#frame.contentWindow || origin !== SERVER) return;
    if (data?.from !== "sketch2fashion" || !EVENTS.includes(data.event)) return;
    this.dispatchEvent(new CustomEvent(`studio-${data.event}`, { detail: data.detail, bubbles: true, composed: true }));
  }
}

if (!customElements.get("sketch-studio")) customElements.define("sketch-studio", SketchStudio);
