// @ts-check
/**
 * The layers, the topmost first, and below them the pictures to trace. The chosen row opens: name, kind, opacity, and what can
 * be done. Tools draw on the chosen layer where it is of their kind.
 */

import { AddLayer, ChangeLayer, MergeLayers, MoveLayer, RemoveLayer, SetReference } from "../document/commands.js";
import { freshLayerId, layerOfKind, layer as newLayer } from "../document/sketch.js";
import { FIGURE_ID, figureReference } from "../examples/figure.js";
import { actionButton } from "./buttons.js";
import { h, icon } from "./dom.js";
import { label, onLanguage, t } from "./i18n.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../document/sketch.js").Layer} Layer */
/** @typedef {import("../document/sketch.js").Reference} Reference */
/** @typedef {import("../document/sketch.js").LayerKind} LayerKind */

const KINDS = /** @type {const} */ (["line", "colour", "border"]);
const KIND_ICONS = /** @type {const} */ ({ line: "pen", colour: "colour", border: "border" });

export class LayersPanel {
  /** @type {string | null} */
  chosenId = null;
  #shown = "";

  /** @param {App} app @param {HTMLElement} stage */
  constructor(app, stage) {
    this.app = app;
    this.list = h("div", { class: "layer-list" });
    const close = h("button", { type: "button", class: "icon-button small" }, icon("close", 16));
    label(close, "label", "action.close");
    close.addEventListener("click", () => app.settings.set("layersShown", false));
    const add = actionButton(app, "addLayer", { class: "small" });
    this.panel = h(
      "section",
      { class: "layers floating" },
      h("header", {}, label(h("h2"), "text", "action.layers"), add, close),
      this.list,
    );
    label(this.panel, "label", "action.layers");
    stage.append(this.panel);
    app.history.onStep(({ change }) => change.kind !== "append" && this.refresh());
    app.settings.onChange((name) => (name === "layersShown" || name === "tool") && this.refresh());
    onLanguage(() => this.refresh(true));
    this.refresh();
  }

  // --- what the actions do ---

  /** @returns {Layer | undefined} */
  get chosen() {
    return this.#sketch.layers.find(({ id }) => id === this.chosenId);
  }

  /** @param {string} id */
  choose(id) {
    this.chosenId = id;
    const kind = this.chosen?.kind;
    const { tool } = this.app.settings.values;
    if (kind && !TOOLS_OF_KIND[kind].includes(tool) && !["select", "eraser", "hand", "eyedropper"].includes(tool))
      this.app.settings.set("tool", TOOLS_OF_KIND[kind][0]);
    this.refresh(true);
    this.app.refresh();
  }

  add() {
    const kind = this.chosen?.kind ?? "line";
    const id = freshLayerId(this.#sketch, kind);
    const at = this.chosen ? this.#sketch.layers.indexOf(this.chosen) + 1 : this.#sketch.layers.length;
    this.app.settings.set("layersShown", true);
    this.app.history.execute(new AddLayer(newLayer(id, kind), at));
    this.choose(id);
  }

  duplicate() {
    const { chosen } = this;
    if (!chosen) return;
    const id = freshLayerId(this.#sketch, chosen.kind);
    const copy = { ...structuredClone(chosen), id, name: t("layer.copyOf", { name: nameOf(chosen) }) };
    this.app.history.execute(new AddLayer(copy, this.#sketch.layers.indexOf(chosen) + 1));
    this.choose(id);
  }

  remove() {
    if (!this.canRemove || !this.chosenId) return;
    const at = this.#at;
    this.app.history.execute(new RemoveLayer(this.chosenId));
    this.choose(this.#sketch.layers[Math.min(at, this.#sketch.layers.length - 1)].id);
  }

  /** A drawing keeps one layer of each kind, so that every tool has its place. */
  get canRemove() {
    return this.chosen !== undefined && this.#hasSibling(this.chosen);
  }

  /** @param {number} up */
  canMove(up) {
    return this.chosen !== undefined && this.#at + up >= 0 && this.#at + up < this.#sketch.layers.length;
  }

  /** @param {number} up */
  move(up) {
    if (this.chosenId && this.canMove(up)) this.app.history.execute(new MoveLayer(this.chosenId, this.#at + up));
  }

  get canMerge() {
    return this.chosen !== undefined && this.#below?.kind === this.chosen.kind;
  }

  merge() {
    const below = this.#below;
    if (!this.chosenId || !below || !this.canMerge) return;
    this.app.history.execute(new MergeLayers(this.chosenId, below.id));
    this.choose(below.id);
  }

  /** @param {"visible" | "locked"} name */
  toggle(name) {
    if (this.chosen) this.#toggleOf(this.chosen, name);
  }

  /** The figure to draw on, or away with it. */
  toggleFigure() {
    const shown = this.#sketch.references?.some(({ id }) => id === FIGURE_ID);
    this.app.history.execute(new SetReference(FIGURE_ID, shown ? null : figureReference(this.#sketch.canvas, t("layer.figure"))));
  }

  get #sketch() {
    return this.app.history.sketch;
  }

  get #at() {
    return this.#sketch.layers.findIndex(({ id }) => id === this.chosenId);
  }

  get #below() {
    return this.#sketch.layers[this.#at - 1];
  }

  /** @param {Layer} layer */
  #hasSibling(layer) {
    return this.#sketch.layers.some((other) => other !== layer && other.kind === layer.kind);
  }

  /** @param {Layer} layer @param {"visible" | "locked"} name */
  #toggleOf(layer, name) {
    this.app.history.execute(new ChangeLayer(layer.id, { [name]: !layer[name] }));
  }

  // --- how it is shown ---

  /** @param {boolean} [anew] even if nothing of it seems changed */
  refresh(anew = false) {
    const { layersShown, tool } = this.app.settings.values;
    this.panel.hidden = !layersShown;
    if (!this.chosen) this.chosenId = layerOfKind(this.#sketch, kindOfTool(tool))?.id ?? null;
    if (!layersShown) return;
    const rows = JSON.stringify([this.#rowTexts(), this.chosenId]);
    if (!anew && rows === this.#shown) return;
    this.#shown = rows;
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.focus : undefined;
    const scroll = this.list.scrollTop;
    this.list.replaceChildren(
      ...this.#sketch.layers.toReversed().map((layer) => this.#row(layer)),
      ...(this.#sketch.references ?? []).toReversed().map((reference) => this.#referenceRow(reference)),
    );
    this.list.scrollTop = scroll;
    const again = focused ? this.list.querySelector(`[data-focus="${CSS.escape(focused)}"]`) : null;
    if (again instanceof HTMLElement) again.focus();
    this.app.refresh();
  }

  /** All that a row says, but not its opacity: the slider that is being moved must stay. */
  #rowTexts() {
    const { layers, references = [] } = this.#sketch;
    return [
      layers.map(({ id, kind, visible, locked, name }) => [id, kind, visible, locked, name]),
      references.map(({ id, visible, name }) => [id, visible, name]),
    ];
  }

  /** @param {Layer} layer */
  #row(layer) {
    const chosen = layer.id === this.chosenId;
    const name = h("button", { type: "button", class: "layer-name", "aria-pressed": String(chosen), "data-focus": `name ${layer.id}` });
    name.append(icon(KIND_ICONS[layer.kind], 18), h("span", { textContent: nameOf(layer) }));
    name.addEventListener("click", () => this.choose(layer.id));
    const row = h(
      "div",
      { class: `layer${chosen ? " chosen" : ""}${layer.visible ? "" : " unseen"}`, "data-layer": layer.id },
      this.#eye(layer, () => this.#toggleOf(layer, "visible")),
      name,
      this.#lock(layer),
    );
    return chosen ? h("div", { class: "layer-group" }, row, this.#details(layer)) : row;
  }

  /** @param {Layer} layer */
  #details(layer) {
    const name = h("input", {
      type: "text",
      class: "price layer-title",
      value: layer.name ?? "",
      placeholder: t(`layer.${layer.kind}`),
      maxLength: 60,
    });
    label(name, "label", "layer.name");
    name.addEventListener("change", () => this.app.history.execute(new ChangeLayer(layer.id, { name: name.value.trim() })));
    return h(
      "div",
      { class: "layer-details" },
      h("div", { class: "layer-line" }, name, this.#kind(layer)),
      this.#opacity(layer, (opacity) => new ChangeLayer(layer.id, { opacity })),
      h(
        "div",
        { class: "bar" },
        ...["layerUp", "layerDown", "mergeDown", "duplicateLayer", "removeLayer"].map((id) =>
          actionButton(this.app, id, { class: "small" }),
        ),
      ),
    );
  }

  /** @param {Layer} layer */
  #kind(layer) {
    const select = h("select", { class: "select", disabled: !this.#hasSibling(layer) });
    label(select, "label", "layer.kind");
    for (const kind of KINDS) select.append(h("option", { value: kind, textContent: t(`layer.${kind}`), selected: kind === layer.kind }));
    select.addEventListener("change", () =>
      this.app.history.execute(new ChangeLayer(layer.id, { kind: /** @type {LayerKind} */ (select.value) })),
    );
    return h("span", { class: "select-wrap" }, select, icon("chevron", 16));
  }

  /** @param {{ id: string, opacity: number }} of @param {(opacity: number) => import("../document/commands.js").Command} command */
  #opacity(of, command) {
    const input = h("input", { type: "range", min: "0", max: "100", value: String(Math.round(of.opacity * 100)), class: "slider" });
    label(input, "label", "layer.opacity");
    input.addEventListener("input", () => this.app.history.execute(command(Number(input.value) / 100)));
    return h("label", { class: "layer-line" }, label(h("span"), "text", "layer.opacity"), input);
  }

  /** @param {{ id: string, visible: boolean, name?: string }} of @param {() => void} toggle */
  #eye(of, toggle) {
    const button = h("button", {
      type: "button",
      class: "icon-button small",
      "aria-pressed": String(of.visible),
      "data-focus": `eye ${of.id}`,
    });
    button.append(icon(of.visible ? "eye" : "eyeOff", 18));
    label(button, "label", "layer.visible");
    button.addEventListener("click", toggle);
    return button;
  }

  /** @param {Layer} layer */
  #lock(layer) {
    const button = h("button", {
      type: "button",
      class: "icon-button small lock",
      "aria-pressed": String(layer.locked === true),
      "data-focus": `lock ${layer.id}`,
    });
    button.append(icon(layer.locked ? "lock" : "unlock", 16));
    label(button, "label", "layer.locked");
    button.addEventListener("click", () => this.#toggleOf(layer, "locked"));
    return button;
  }

  /** @param {Reference} reference */
  #referenceRow(reference) {
    const { id, name, visible } = reference;
    const away = h("button", { type: "button", class: "icon-button small" }, icon("remove", 16));
    label(away, "label", "action.removeReference");
    away.addEventListener("click", () => this.app.history.execute(new SetReference(id, null)));
    const title = h(
      "span",
      { class: "layer-name" },
      icon(id === FIGURE_ID ? "figure" : "photo", 18),
      h("span", { textContent: name || t("layer.reference") }),
    );
    return h(
      "div",
      { class: "layer-group reference" },
      h(
        "div",
        { class: `layer${visible ? "" : " unseen"}`, "data-layer": id },
        this.#eye(reference, () => this.app.history.execute(new SetReference(id, { visible: !visible }))),
        title,
        away,
      ),
      h(
        "div",
        { class: "layer-details" },
        this.#opacity(reference, (opacity) => new SetReference(id, { opacity })),
      ),
    );
  }
}

/** @type {Record<LayerKind, import("../tools/toolbox.js").ToolId[]>} */
const TOOLS_OF_KIND = { line: ["pen", "shape"], colour: ["colour", "fill"], border: ["border"] };

/** @param {import("../tools/toolbox.js").ToolId} tool @returns {LayerKind} */
function kindOfTool(tool) {
  return KINDS.find((kind) => TOOLS_OF_KIND[kind].includes(tool)) ?? "line";
}

/** @param {Layer} layer */
function nameOf({ name, kind, id }) {
  const number = /-(\d+)$/.exec(id)?.[1];
  return name || t(`layer.${kind}`) + (number ? ` ${number}` : "");
}
