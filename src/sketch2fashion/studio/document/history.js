// @ts-check
/**
 * A drawing with its past and its undone future.
 *
 * Listeners hear of every change; the log (storage.js) hears which entry of the list was written, so that saving a stroke
 * costs one small record however long the drawing is.
 */

/** @typedef {import("./sketch.js").Sketch} Sketch */
/** @typedef {import("./commands.js").Command} Command */
/** @typedef {import("./commands.js").Change} Change */
/** @typedef {{ change: Change, command: Command, direction: "do" | "undo" | "redo" }} Step */

export class History {
  /** @param {Sketch} sketch @param {Command[]} [commands] to be executed now @param {Command[]} [undone] that redo would do, next first */
  constructor(sketch, commands = [], undone = []) {
    this.start = structuredClone(sketch); // what the first command met; storage.js keeps it
    this.sketch = sketch;
    for (const command of commands) command.execute(sketch);
    this.commands = [...commands, ...undone];
    this.cursor = commands.length;
    /** @type {Set<(step: Step) => void>} */
    this.listeners = new Set();
  }

  get canUndo() {
    return this.cursor > 0;
  }

  get canRedo() {
    return this.cursor < this.commands.length;
  }

  /** @param {Command} command */
  execute(command) {
    const change = command.execute(this.sketch);
    const merged = this.canRedo ? null : this.commands[this.cursor - 1]?.merge?.(command);
    if (merged) this.cursor--;
    this.commands.length = this.cursor;
    this.commands.push(merged ?? command);
    this.cursor++;
    this.#tell({ change, command, direction: "do" });
  }

  undo() {
    if (!this.canUndo) return;
    const command = this.commands[--this.cursor];
    this.#tell({ change: command.undo(this.sketch), command, direction: "undo" });
  }

  redo() {
    if (!this.canRedo) return;
    const command = this.commands[this.cursor++];
    this.#tell({ change: command.execute(this.sketch), command, direction: "redo" });
  }

  /** @param {(step: Step) => void} listener @returns {() => void} to stop listening */
  onStep(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** @param {Step} step */
  #tell(step) {
    for (const listener of this.listeners) listener(step);
  }
}
