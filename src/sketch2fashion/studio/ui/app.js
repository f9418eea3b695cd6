// @ts-check
/** Puts the parts together. The parts know each other only through this object. */

import { ReplaceSketch } from "../document/commands.js";
import { countStrokes } from "../document/sketch.js";
import { clamp } from "../geometry/view.js";
import { Atelier } from "../render/atelier.js";
import { Engines } from "../render/engines.js";
import { WIDTHS } from "../tools/toolbox.js";
import { ACTIONS, actionById, isEnabled } from "./actions.js";
import { AxisGrip } from "./axis-grip.js";
import { BrushRing } from "./brush-ring.js";
import { actionButton, openBeside, popover, refreshButtons } from "./buttons.js";
import { Camera } from "./camera.js";
import { followClipboard } from "./clipboard.js";
import { withRecent } from "./colour-card.js";
import { contextMenu } from "./context-menu.js";
import { byId, h, takesText } from "./dom.js";
import { Drawings } from "./drawings.js";
import { ExamplesDialog } from "./examples-dialog.js";
import { ExportDialog } from "./export-dialog.js";
import { Files } from "./files.js";
import { GarmentInput } from "./garment-input.js";
import { GarmentPanel } from "./garment-panel.js";
import { helpDialog } from "./help-dialog.js";
import { currentLanguage, label, onLanguage, t, useLanguage } from "./i18n.js";
import { KeyPen } from "./key-pen.js";
import { whenIdle } from "./later.js";
import { LayersPanel } from "./layers-panel.js";
import { Palette } from "./palette.js";
import { Paper } from "./paper.js";
import { Picker } from "./picker.js";
import { Results } from "./results.js";
import { Selection } from "./selection.js";
import { settingsPopover } from "./settings-popover.js";
import { Shadow } from "./shadow.js";
import { ShareDialog } from "./share-dialog.js";
import { matches } from "./shortcuts.js";
import { StageInput } from "./stage-input.js";
import { Styles } from "./styles.js";
import { TidyPanel } from "./tidy-panel.js";
import { Toasts } from "./toasts.js";
import { Toolbar } from "./toolbar.js";
import { Warping } from "./warping.js";
import { WhichGarment } from "./which-garment.js";

/** @typedef {import("../document/history.js").History} History */
/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {import("./settings.js").Values} Values */

const EDITING = ["KeyA", "KeyC", "KeyD", "KeyV", "KeyX", "KeyY", "KeyZ", "ArrowLeft", "ArrowRight"]; // in a text field they mean the text
const LIVE_MS = 600; // a moving pen asks no more often: each request and its picture cost frames of 4 ms more than they have

export class App {
  #lastLive = 0;
  /** @type {ExamplesDialog | undefined} */
  #examples;
  /** @type {HTMLDialogElement | undefined} */
  #help;
  /** @type {ExportDialog | undefined} */
  #export;
  /** @type {ShareDialog | undefined} */
  #share;
  /** @type {Camera | undefined} */
  #camera;
  /** @type {Palette | undefined} */
  #palette;
  /** @type {"colour" | "fill"} */
  #lastColourTool = "colour";
  #refreshing = false;

  /**
   * @param {History} history @param {Settings} settings @param {import("../document/storage.js").Storage} storage
   * @param {import("../document/base.js").PictureShelf} shelf
   */
  constructor(history, settings, storage, shelf) {
    this.history = history;
    this.settings = settings;
    this.storage = storage;
    this.shelf = shelf;
    this.toasts = new Toasts(byId("toasts", HTMLElement));
    this.stage = byId("stage", HTMLElement);
    this.stage.tabIndex = 0; // keys for zoom and tools work from here
    this.paper = new Paper(this.stage, history);
    this.engines = new Engines(
      () => settings.values.renderHere,
      () => this.panel.refresh(),
    );
    this.styles = new Styles(settings, () => this.atelier.follow());
    this.atelier = new Atelier(
      history.sketch,
      () => this.paper.unfinished,
      () => settings.values,
      (seed) => settings.set("seed", seed),
      () => this.styles.dressed(this.engines.current),
      shelf,
    );
    this.atelier.wantsFine = () => !savesData() && this.panel.isLarge;
    this.toolbar = new Toolbar(this, byId("rail", HTMLElement), byId("options", HTMLElement));
    this.panel = new GarmentPanel(this, byId("garment", HTMLElement));
    this.results = new Results(this, byId("results", HTMLElement));
    this.files = new Files(this, byId("drop", HTMLElement));
    this.drawings = new Drawings(this);
    this.settingsPopover = settingsPopover(this);
    this.selection = new Selection(this, this.stage);
    this.picker = new Picker(this, this.stage);
    this.warping = new Warping(this);
    this.axis = new AxisGrip(this, this.stage);
    this.layers = new LayersPanel(this, this.stage);
    this.openMenu = contextMenu(this);
    followClipboard(this);
    this.input = new StageInput(this.stage, this.paper, history, settings, this.#told());
    this.garmentInput = new GarmentInput(this, this.panel.figure);
    this.ring = new BrushRing(this.stage, this.paper, settings);
    this.keyPen = new KeyPen(this, this.stage);
    this.which = new WhichGarment(this, this.stage);
    this.shadow = new Shadow(this, this.stage);
    this.tidy = new TidyPanel(this, this.stage);
    this.#fillHeader();
    this.#listen();
    this.#describeStage();
    this.refresh();
  }

  /** @param {string} id of an action @param {HTMLElement} [from] the button */
  run(id, from) {
    const action = actionById(id);
    if (isEnabled(action, this)) action.run(this, from);
    this.refresh();
  }

  /** The layer that is chosen in the panel. */
  get layerId() {
    return this.layers.chosenId;
  }

  /** No layer takes this ink: say why. @param {import("../document/sketch.js").LayerKind} kind */
  refuseLayer(kind) {
    this.toasts.warn(t("toast.layerClosed", { layer: t(`layer.${kind}`) }));
  }

  /** @param {string} colour @param {boolean} [picked] by the eyedropper: go on with the tool that uses it */
  useColour(colour, picked = false) {
    const { settings } = this;
    settings.set("autoColour", false);
    settings.set("recentColours", withRecent(settings.values.recentColours, colour));
    settings.set("colour", colour);
    if (picked && !["colour", "fill"].includes(settings.values.tool)) settings.set("tool", this.#lastColourTool);
    this.selection.recolour(colour);
  }

  /** The next mark leaves its part to the renderer. */
  useAnyColour() {
    const { settings } = this;
    settings.set("autoColour", !settings.values.autoColour);
    if (settings.values.autoColour && !["colour", "fill"].includes(settings.values.tool)) settings.set("tool", this.#lastColourTool);
  }

  takePhoto() {
    this.#camera ??= new Camera((file) => this.files.open(file));
    return this.#camera.open();
  }

  showPalette() {
    this.#palette ??= new Palette(this);
    this.#palette.open();
  }

  /** @param {"mirror" | "overlay" | "seedLocked" | "leftHanded"} name */
  toggle(name) {
    this.settings.set(name, !this.settings.values[name]);
  }

  /** @param {number} width canvas pixels */
  setWidth(width) {
    const { tool, widths } = this.settings.values;
    const range = WIDTHS[tool];
    if (range) this.settings.set("widths", { ...widths, [tool]: clamp(Math.round(width * 10) / 10, range.least, range.most) });
  }

  /** @param {number} factor */
  changeWidth(factor) {
    this.setWidth(this.settings.values.widths[this.settings.values.tool] * factor);
  }

  switchLanguage() {
    const language = currentLanguage() === "en" ? "ko" : "en";
    this.settings.set("language", language);
    return useLanguage(language);
  }

  showExamples() {
    this.#examples ??= new ExamplesDialog(this);
    return this.#examples.open();
  }

  showHelp() {
    this.#help ??= helpDialog();
    this.#help.showModal();
  }

  showExport() {
    this.#export ??= new ExportDialog(this);
    this.#export.open();
  }

  showShare() {
    this.#share ??= new ShareDialog(this);
    return this.#share.open();
  }

  showSettings() {
    const button = [...document.querySelectorAll('[data-action="settings"]')].find((each) => each.checkVisibility());
    openBeside(this.settingsPopover, /** @type {HTMLElement} */ (button ?? this.stage));
  }

  /** @param {import("../document/sketch.js").Sketch} sketch in place of the drawing; Undo brings that back */
  open(sketch) {
    this.history.execute(new ReplaceSketch(sketch));
    this.paper.fit();
  }

  /** At most once a frame. */
  refresh() {
    if (this.#refreshing) return;
    this.#refreshing = true;
    requestAnimationFrame(() => {
      this.#refreshing = false;
      if (!this.paper.isBusy) refreshButtons(this); // when the pen is lifted they are looked at again
      this.garmentInput.refresh();
      this.#refreshOverlay();
    });
  }

  /** @returns {import("./stage-input.js").Told} */
  #told() {
    return {
      penDown: () => {
        this.#lastLive = performance.now();
        this.#hideTip();
        this.shadow.pause();
        this.panel.refresh();
      },
      penMoved: () => this.#followPen(),
      penUp: (finished) => {
        this.panel.refresh();
        this.shadow.follow();
        this.refresh();
        if (!finished) this.atelier.follow(); // its picture may show the stroke that was given up
      },
      undo: () => this.#stepBack("undo"),
      redo: () => this.#stepBack("redo"),
      menu: (event) => this.openMenu(event),
      desk: () => ({
        layerId: this.layerId,
        refused: (kind) => this.refuseLayer(kind),
        hand: {
          shape: this.settings.values.shape,
          marquee: this.settings.values.marquee,
          picker: this.picker,
          selection: this.selection,
          warping: this.warping,
        },
      }),
      penMode: () => {
        this.settings.set("penMode", true);
        this.toasts.say("toast.penMode");
      },
    };
  }

  /** @param {"undo" | "redo"} step by a tap: there is no button that shows it, so say it */
  #stepBack(step) {
    if (!isEnabled(actionById(step), this)) return;
    this.run(step);
    this.toasts.say(`toast.${step}`);
  }

  /** The garment changes while the line is still being drawn. */
  #followPen() {
    const now = performance.now();
    if (!this.paper.unfinished || now - this.#lastLive < LIVE_MS) return;
    this.#lastLive = now;
    this.atelier.follow({ patient: true });
  }

  #refreshOverlay() {
    const { picture } = this.atelier;
    const { overlay } = this.paper;
    overlay.hidden = !(this.settings.values.overlay && picture);
    if (!overlay.hidden && picture && overlay.src !== picture.url) overlay.src = picture.url;
    this.stage.classList.toggle("mirrored", this.settings.values.mirror);
    this.stage.dataset.tool = this.settings.values.tool;
    document.body.classList.toggle("left-handed", this.settings.values.leftHanded);
  }

  #fillHeader() {
    const menu = popover(
      "save-menu",
      ...["export", "saveGarment", "copyGarment", "saveDrawing", "savePsd", "share", "drawings"].map((id) =>
        actionButton(this, id, { style: "item" }),
      ),
    );
    const more = popover(
      "more-menu",
      ...[
        "clear",
        "examples",
        "open",
        "camera",
        "drawings",
        "export",
        "saveDrawing",
        "share",
        "layers",
        "shadow",
        "tidy",
        "overlay",
        "palette",
        "settings",
        "help",
        "language",
      ].map((id) => actionButton(this, id, { style: "item" })),
    );
    for (const each of [menu, more]) each.addEventListener("click", () => each.hidePopover());
    const save = byId("save", HTMLButtonElement);
    save.addEventListener("click", () => openBeside(menu, save));
    const moreButton = byId("more", HTMLButtonElement);
    moreButton.addEventListener("click", () => openBeside(more, moreButton));
    byId("file-actions", HTMLElement).prepend(...["clear", "examples", "open"].map((id) => actionButton(this, id, { style: "text" })));
    byId("page-actions", HTMLElement).prepend(
      ...["language"].map((id) => actionButton(this, id, { style: "text" })),
      actionButton(this, "settings"),
      actionButton(this, "help"),
    );
    byId("history-actions", HTMLElement).append(actionButton(this, "undo"), actionButton(this, "redo"));
    this.zoomText = h("button", { type: "button", class: "zoom-text" });
    label(this.zoomText, "label", "action.fit");
    this.zoomText.addEventListener("click", () => this.run("fit"));
    byId("zoom-actions", HTMLElement).append(
      actionButton(this, "tidy"),
      actionButton(this, "shadow"),
      actionButton(this, "zoomOut"),
      this.zoomText,
      actionButton(this, "zoomIn"),
      actionButton(this, "fit"),
    );
  }

  #listen() {
    const describe = whenIdle(() => this.#describeStage());
    this.history.onStep(() => {
      this.atelier.follow();
      describe();
      this.refresh();
    });
    this.settings.onChange((name) => {
      const { tool } = this.settings.values;
      if (name === "tool" && (tool === "colour" || tool === "fill")) this.#lastColourTool = tool;
      if (name === "tool" || name === "shape") this.input.settle();
      if (name === "refine" || name === "renderHere") this.atelier.follow();
      this.refresh();
    });
    this.atelier.onChange(() => this.refresh());
    this.paper.onView(() => this.#showZoom());
    this.paper.onOpenFill = () => this.toasts.say("toast.openRegion");
    onLanguage(() => {
      this.#describeStage();
      this.#showZoom();
    });
    addEventListener("keydown", (event) => this.#key(event));
    addEventListener("online", () => this.atelier.retryNow());
    document.addEventListener("visibilitychange", () => document.hidden || this.atelier.retryNow());
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    const typing = takesText(event.target);
    if (typing && EDITING.includes(event.code)) return;
    const action = ACTIONS.find(({ keys }) => keys?.some((shortcut) => matches(shortcut, event) && !(typing && !shortcut.includes("mod"))));
    if (!action || action.native || !isEnabled(action, this)) return;
    if (event.code.startsWith("Arrow") && event.target instanceof Element && event.target.matches("input, [role=slider], .floating *"))
      return;
    event.preventDefault();
    this.run(action.id);
  }

  #showZoom() {
    if (this.zoomText) this.zoomText.textContent = t("stage.zoom", { percent: Math.round(this.paper.view.scale * 100) });
  }

  #describeStage() {
    byId("stage-description", HTMLElement).textContent = t("stage.description", { strokes: countStrokes(this.history.sketch) });
  }

  #hideTip() {
    const tip = byId("tip", HTMLElement);
    if (tip.hidden) return;
    tip.hidden = true;
    this.settings.set("tipsSeen", true);
  }
}

/** Whether the visitor asked the browser to spare the network. */
function savesData() {
  return /** @type {any} */ (navigator).connection?.saveData === true;
}
