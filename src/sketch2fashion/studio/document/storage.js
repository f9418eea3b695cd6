// @ts-check
/**
 * Keeps the drawing in IndexedDB while it is made: one record a command, and a head that says how many of them are done.
 *
 * A stroke is written as soon as it is drawn, so a crash loses at most the stroke under the pen. Where IndexedDB is missing
 * (private windows of some browsers), `openStorage` gives one that keeps nothing, and says so.
 *
 * One tab writes a drawing at a time: each tab has its own slot, remembered for its reload; a new tab starts from the
 * newest slot's drawing. A slot with a name is a drawing that somebody keeps: it is never thrown away. Name and little
 * picture lie beside the drawing's start, under a key of their own, and so do the pictures that the drawing goes on from (base.js):
 * each is written with the command that brings it, and those that no command needs any more go when the drawing is written anew.
 */

import { pictureNamedIn } from "./base.js";
import { commandFromJSON } from "./commands.js";
import { History } from "./history.js";

/** @typedef {{ slot: string, cursor: number, length: number, saved: number }} Head */
/** @typedef {{ heads: IDBObjectStore, starts: IDBObjectStore, commands: IDBObjectStore }} Stores */
/** @typedef {import("./base.js").PictureShelf} PictureShelf */
/** @typedef {{ name: string, thumbnail: Blob | null }} Card */
/** @typedef {{ slot: string, name: string, thumbnail: Blob | null, saved: number, isOpen: boolean }} Drawing  isOpen: in this tab */
/**
 * @typedef {object} Storage
 * @property {boolean} keeps
 * @property {string} slot
 * @property {() => Promise<History | null>} load
 * @property {(history: History) => void} follow
 * @property {() => Promise<void>} settled
 * @property {(told: () => void) => void} onTrouble
 * @property {() => Promise<Drawing[]>} drawings newest first
 * @property {(slot: string, change: Partial<Card>) => Promise<void>} describe
 * @property {(slot: string) => Promise<void>} remove
 * @property {(slot: string, history: History) => void} moveTo from here on this tab writes to another slot
 * @property {(slot: string) => Promise<import("./sketch.js").Sketch | null>} sketchIn
 */

const DATABASE = "sketch2fashion";
const KEPT_COMMANDS = 3000; // older ones become the base drawing at the next start
const KEPT_SLOTS = 8;
const STORES = ["heads", "starts", "commands"];

/** @param {string} slot this tab's name for its drawing @param {PictureShelf} shelf for its pictures @returns {Promise<Storage>} */
export async function openStorage(slot, shelf) {
  try {
    return new DatabaseStorage(await openDatabase(), slot, shelf);
  } catch {
    return NOTHING_KEPT;
  }
}

/** @type {Storage} */
const NOTHING_KEPT = {
  keeps: false,
  slot: "",
  load: async () => null,
  follow() {},
  settled: async () => {},
  onTrouble() {},
  drawings: async () => [],
  describe: async () => {},
  remove: async () => {},
  moveTo() {},
  sketchIn: async () => null,
};

/** @implements {Storage} */
class DatabaseStorage {
  keeps = true;
  /** @type {((stores: Stores) => void)[]} */
  #waiting = [];

  /** @param {IDBDatabase} database @param {string} slot @param {PictureShelf} shelf */
  constructor(database, slot, shelf) {
    this.database = database;
    this.shelf = shelf;
    this.slot = slot;
    /** @type {Promise<void>} */
    this.last = Promise.resolve();
    /** @type {() => void} */
    this.told = () => {};
  }

  /** @param {() => void} told called when a write fails (the disk is full) */
  onTrouble(told) {
    this.told = told;
  }

  /** The drawing of this tab, else the newest of any tab, with its undo and redo. */
  async load() {
    const heads = /** @type {Head[]} */ (await request(this.#store("heads", "readonly").getAll()));
    const newest = heads.sort((a, b) => b.saved - a.saved);
    const head = newest.find((each) => each.slot === this.slot) ?? newest[0];
    if (!head) return null;
    const history = await this.#replay(head);
    await this.#forgetOld(newest);
    return history;
  }

  /** Writes every later step of this history. @param {History} history */
  follow(history) {
    this.#writeAll(history);
    history.onStep(({ direction }) => {
      const index = history.cursor - 1;
      const entry = direction === "do" ? JSON.stringify(history.commands[index]) : null;
      const pictures = direction === "do" ? this.#pictures([history.commands[index].toJSON()]) : [];
      const head = this.#head(history);
      this.#enqueue(({ heads, starts, commands }) => {
        for (const [name, picture] of pictures) starts.put(picture, pictureOf(head.slot, name));
        if (entry !== null) commands.put(entry, [head.slot, index]);
        heads.put(head);
      });
    });
  }

  async drawings() {
    const heads = /** @type {Head[]} */ (await request(this.#store("heads", "readonly").getAll()));
    const cards = await this.#cards(heads);
    return heads
      .map(({ slot, saved }, index) => ({ slot, saved, isOpen: slot === this.slot, ...cards[index] }))
      .sort((a, b) => b.saved - a.saved);
  }

  /** @param {string} slot @param {Partial<Card>} change */
  async describe(slot, change) {
    const [card] = await this.#cards([{ slot }]);
    this.#enqueue(({ starts }) => starts.put({ ...card, ...change }, cardOf(slot)));
    await this.last;
  }

  /** @param {string} slot */
  async remove(slot) {
    this.#forget([slot]);
    await this.last;
  }

  /** @param {string} slot @param {History} history */
  moveTo(slot, history) {
    this.slot = slot;
    this.#writeAll(history);
  }

  /** @param {string} slot */
  async sketchIn(slot) {
    const head = /** @type {Head | undefined} */ (await request(this.#store("heads", "readonly").get(slot)));
    return head ? (await this.#replay(head)).sketch : null;
  }

  /** @param {History} history */
  #writeAll(history) {
    const head = this.#head(history);
    const entries = history.commands.map((command) => JSON.stringify(command));
    const pictures = this.#pictures([history.start, ...history.commands.map((command) => command.toJSON())]);
    this.#enqueue(({ heads, starts, commands }) => {
      commands.delete(recordsOf(head.slot));
      starts.delete(picturesOf(head.slot));
      for (const [name, picture] of pictures) starts.put(picture, pictureOf(head.slot, name));
      for (const [index, entry] of entries.entries()) commands.put(entry, [head.slot, index]);
      starts.put(history.start, head.slot);
      heads.put(head);
    });
  }

  /** The pictures that these need. @param {object[]} holders @returns {[string, Blob][]} */
  #pictures(holders) {
    const names = new Set(holders.map(pictureNamedIn));
    return [...names].flatMap((name) => {
      const picture = name && this.shelf.get(name);
      return picture ? [/** @type {[string, Blob]} */ ([name, picture])] : [];
    });
  }

  /** @param {{ slot: string }[]} heads @returns {Promise<Card[]>} */
  async #cards(heads) {
    const starts = this.#store("starts", "readonly");
    const cards = await Promise.all(heads.map(({ slot }) => request(starts.get(cardOf(slot)))));
    return cards.map((card) => ({ name: card?.name ?? "", thumbnail: card?.thumbnail ?? null }));
  }

  /** Drawings that nobody named go when there are many. @param {Head[]} newest */
  async #forgetOld(newest) {
    const cards = await this.#cards(newest);
    const unnamed = newest.filter((_, index) => cards[index].name === "").map(({ slot }) => slot);
    this.#forget(unnamed.slice(KEPT_SLOTS).filter((slot) => slot !== this.slot));
  }

  /** When everything so far is on the disk. */
  settled() {
    return this.last;
  }

  /** @param {Head} head */
  async #replay(head) {
    const starts = this.#store("starts", "readonly");
    const [sketch, names, pictures] = await Promise.all([
      request(starts.get(head.slot)),
      request(starts.getAllKeys(picturesOf(head.slot))),
      request(starts.getAll(picturesOf(head.slot))),
    ]);
    for (const [index, name] of names.entries()) this.shelf.restore(String(name).slice(pictureOf(head.slot, "").length), pictures[index]);
    const entries = await request(this.#store("commands", "readonly").getAll(recordsOf(head.slot)));
    const commands = readable(entries.slice(0, head.length));
    const done = commands.slice(0, head.cursor);
    for (const old of done.splice(0, Math.max(0, done.length - KEPT_COMMANDS))) old.execute(sketch);
    return new History(sketch, done, commands.slice(head.cursor));
  }

  /** @param {string[]} slots */
  #forget(slots) {
    for (const slot of slots) {
      this.#enqueue((stores) => {
        stores.heads.delete(slot);
        stores.starts.delete(slot);
        stores.starts.delete(cardOf(slot));
        stores.starts.delete(picturesOf(slot));
        stores.commands.delete(recordsOf(slot));
      });
    }
  }

  /** @param {History} history @returns {Head} */
  #head(history) {
    return { slot: this.slot, cursor: history.cursor, length: history.commands.length, saved: Date.now() };
  }

  /** In the order of the steps; what comes while the disk is busy goes there together. @param {(stores: Stores) => void} write */
  #enqueue(write) {
    this.#waiting.push(write);
    if (this.#waiting.length === 1) this.last = this.last.then(() => this.#write()).catch(() => this.told());
  }

  /** @returns {Promise<void>} */
  #write() {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction(STORES, "readwrite");
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
      const [heads, starts, commands] = STORES.map((name) => transaction.objectStore(name));
      for (const write of this.#waiting.splice(0)) write({ heads, starts, commands });
    });
  }

  /** @param {string} name @param {IDBTransactionMode} mode */
  #store(name, mode) {
    return this.database.transaction(name, mode).objectStore(name);
  }
}

/** The keys of all commands of a slot. @param {string} slot */
function recordsOf(slot) {
  return IDBKeyRange.bound([slot, 0], [slot, Number.MAX_SAFE_INTEGER]);
}

/** The key of what is told about a slot, beside its start. @param {string} slot */
function cardOf(slot) {
  return `card:${slot}`;
}

/** The key of a picture of a slot. @param {string} slot @param {string} name */
function pictureOf(slot, name) {
  return `picture:${slot}:${name}`;
}

/** The keys of all pictures of a slot. @param {string} slot */
function picturesOf(slot) {
  return IDBKeyRange.bound(pictureOf(slot, ""), pictureOf(slot, "\uffff"));
}

/** Up to the first entry that cannot be read. @param {string[]} entries */
function readable(entries) {
  const commands = [];
  for (const entry of entries) {
    try {
      commands.push(commandFromJSON(JSON.parse(entry)));
    } catch {
      break;
    }
  }
  return commands;
}

/** @returns {Promise<IDBDatabase>} */
async function openDatabase() {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("heads", { keyPath: "slot" });
    opening.result.createObjectStore("starts");
    opening.result.createObjectStore("commands");
  };
  return request(opening);
}

/** @template T @param {IDBRequest<T>} asked @returns {Promise<T>} */
function request(asked) {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}
