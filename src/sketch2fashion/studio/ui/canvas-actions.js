// @ts-check
/** The actions of the canvas: selection, layers, colour, pictures to trace. Part of the one list in actions.js. */

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./actions.js").Action} Action */

const NUDGE_PX = 1; // canvas pixels
const FAR_NUDGE_PX = 10;

/** @param {App} app */
const picked = (app) => !app.selection.isEmpty;

/** @type {Action[]} */
export const CANVAS_ACTIONS = [
  {
    id: "selectAll",
    group: "select",
    label: "action.selectAll",
    icon: "box",
    keys: ["mod+KeyA"],
    run: (app) => app.selection.selectAll(),
  },
  {
    id: "deselect",
    group: "select",
    label: "action.deselect",
    icon: "close",
    keys: ["Escape"],
    enabled: picked,
    run: (app) => app.selection.clear(),
  },
  {
    id: "copy",
    group: "select",
    label: "action.copy",
    icon: "copy",
    keys: ["mod+KeyC"],
    native: true,
    enabled: picked,
    run: (app) => app.selection.copy(),
  },
  {
    id: "cut",
    group: "select",
    label: "action.cut",
    icon: "cut",
    keys: ["mod+KeyX"],
    native: true,
    enabled: picked,
    run: (app) => app.selection.cut(),
  },
  {
    id: "paste",
    group: "select",
    label: "action.paste",
    icon: "paste",
    keys: ["mod+KeyV"],
    native: true,
    enabled: (app) => app.selection.clip.length > 0,
    run: (app) => app.selection.paste(),
  },
  {
    id: "duplicate",
    group: "select",
    label: "action.duplicate",
    icon: "duplicate",
    keys: ["mod+KeyD"],
    enabled: picked,
    run: (app) => app.selection.duplicate(),
  },
  {
    id: "remove",
    group: "select",
    label: "action.remove",
    icon: "remove",
    keys: ["Delete", "Backspace"],
    enabled: picked,
    run: (app) => app.selection.remove(),
  },
  {
    id: "flipAcross",
    group: "select",
    label: "action.flipAcross",
    icon: "flipAcross",
    keys: ["shift+KeyH"],
    enabled: picked,
    run: (app) => app.selection.flip("across"),
  },
  {
    id: "flipDown",
    group: "select",
    label: "action.flipDown",
    icon: "flipDown",
    keys: ["shift+KeyV"],
    enabled: picked,
    run: (app) => app.selection.flip("down"),
  },
  ...nudges("Left", -1, 0),
  ...nudges("Right", 1, 0),
  ...nudges("Up", 0, -1),
  ...nudges("Down", 0, 1),
  {
    id: "fitSelection",
    group: "view",
    label: "action.fitSelection",
    icon: "target",
    keys: ["Digit2"],
    enabled: picked,
    run: (app) => app.selection.box && app.paper.show(app.selection.box),
  },

  {
    id: "layers",
    group: "layers",
    label: "action.layers",
    icon: "layers",
    keys: ["KeyY"],
    active: (app) => app.settings.values.layersShown,
    run: (app) => app.settings.set("layersShown", !app.settings.values.layersShown),
  },
  { id: "addLayer", group: "layers", label: "action.addLayer", icon: "plus", keys: ["shift+KeyN"], run: (app) => app.layers.add() },
  {
    id: "duplicateLayer",
    group: "layers",
    label: "action.duplicateLayer",
    icon: "duplicate",
    enabled: (app) => app.layers.chosen !== undefined,
    run: (app) => app.layers.duplicate(),
  },
  {
    id: "layerUp",
    group: "layers",
    label: "action.layerUp",
    icon: "up",
    keys: ["mod+BracketRight"],
    enabled: (app) => app.layers.canMove(1),
    run: (app) => app.layers.move(1),
  },
  {
    id: "layerDown",
    group: "layers",
    label: "action.layerDown",
    icon: "down",
    keys: ["mod+BracketLeft"],
    enabled: (app) => app.layers.canMove(-1),
    run: (app) => app.layers.move(-1),
  },
  {
    id: "mergeDown",
    group: "layers",
    label: "action.mergeDown",
    icon: "merge",
    keys: ["mod+shift+KeyE"],
    enabled: (app) => app.layers.canMerge,
    run: (app) => app.layers.merge(),
  },
  {
    id: "removeLayer",
    group: "layers",
    label: "action.removeLayer",
    icon: "remove",
    enabled: (app) => app.layers.canRemove,
    run: (app) => app.layers.remove(),
  },
  {
    id: "hideLayer",
    group: "layers",
    label: "action.hideLayer",
    icon: "eyeOff",
    keys: ["shift+KeyY"],
    enabled: (app) => app.layers.chosen !== undefined,
    run: (app) => app.layers.toggle("visible"),
  },
  {
    id: "lockLayer",
    group: "layers",
    label: "action.lockLayer",
    icon: "lock",
    enabled: (app) => app.layers.chosen !== undefined,
    run: (app) => app.layers.toggle("locked"),
  },

  {
    id: "centreAxis",
    group: "edit",
    label: "action.centreAxis",
    icon: "mirror",
    enabled: (app) => app.history.sketch.axis !== undefined,
    run: (app) => app.axis.centre(),
  },
  {
    id: "anyColour",
    group: "edit",
    label: "action.anyColour",
    icon: "any",
    keys: ["KeyA"],
    active: (app) => app.settings.values.autoColour,
    run: (app) => app.useAnyColour(),
  },
  { id: "figure", group: "file", label: "action.figure", icon: "figure", run: (app) => app.layers.toggleFigure() },
  { id: "camera", group: "file", label: "action.camera", icon: "camera", run: (app) => app.takePhoto() },
  {
    id: "leftHanded",
    group: "view",
    label: "action.leftHanded",
    icon: "hand",
    active: (app) => app.settings.values.leftHanded,
    run: (app) => app.toggle("leftHanded"),
  },
  { id: "palette", group: "view", label: "action.palette", icon: "keyboard", keys: ["mod+KeyK"], run: (app) => app.showPalette() },
];

/** One step and a far one. @param {"Left" | "Right" | "Up" | "Down"} name @param {number} right @param {number} down @returns {Action[]} */
function nudges(name, right, down) {
  const icon = /** @type {const} */ ({ Left: "minus", Right: "plus", Up: "up", Down: "down" })[name];
  const step = (/** @type {number} */ far) => (/** @type {App} */ app) => app.selection.nudge(right * far, down * far);
  return [
    {
      id: `nudge${name}`,
      group: "select",
      label: `action.nudge${name}`,
      icon,
      keys: [`Arrow${name}`],
      enabled: picked,
      hidden: true,
      run: step(NUDGE_PX),
    },
    {
      id: `far${name}`,
      group: "select",
      label: `action.far${name}`,
      icon,
      keys: [`shift+Arrow${name}`],
      enabled: picked,
      hidden: true,
      run: step(FAR_NUDGE_PX),
    },
  ];
}
