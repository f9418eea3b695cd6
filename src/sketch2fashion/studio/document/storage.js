// @ts-check
/**
 * Keeps the drawing in IndexedDB while it is made: one record a command, and a head that says how many of them are done.
 *
 * A stroke is written as soon as it is drawn, so a crash loses at most the stroke under the pen. Where IndexedDB is missing
 * (private windows of some browsers), `openStorage` gives one that keeps nothing, and says so.
 *
 * One tab writes a drawing at a time: each tab has its own slot, remembered for its reload; a new tab starts from the
 * newest slot's drawing.
 */

import { commandFromJSON } from "./commands.js";
import { History } from "./history.js";

/** @typedef {{ slot: string, cursor: number, length: number, saved: number }} Head */
/** @typedef {{ heads: IDBObjectStore, starts: IDBObjectStore, commands: IDBObjectStore }} Stores */
/** @typedef {{ load: () => Promise<History | null>, follow: (history: History) => void, keeps: boolean, settled: () => Promise<void>, onTrouble: (told: () => void) => void }} Storage */

const DATABASE = "sketch2fashion";
const KEPT_COMMANDS = 3000; // older ones become the base drawing at the next start
const KEPT_SLOTS = 8;
const STORES = ["heads", "starts", "commands"];

/** @param {string} slot this tab's name for its drawing @returns {Promise<Storage>} */
export async function openStorage(slot) {
  try {
    return new DatabaseStorage(await openDatabase(), slot);
  } catch {
    return NOTHING_KEPT;
  }
}

/** @type {Storage} */
const NOTHING_KEPT = { load: async () => null, follow() {}, keeps: false, settled: async () => {}, onTrouble() {} };

/** @implements {Storage} */
class DatabaseStorage {
  keeps = true;
  /** @type {((stores: Stores) => void)[]} */
  #waiting = [];

  /** @param {IDBDatabase} database @param {string} slot */
  constructor(database, slot) {
    this.database = database;
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
    await this.#forget(newest.slice(KEPT_SLOTS).filter((each) => each.slot !== this.slot));
    return history;
  }

  /** Writes every later step of this history. @param {History} history */
  follow(history) {
    this.#enqueue(({ heads, starts, commands }) => {
      commands.delete(recordsOf(this.slot));
      for (const [index, command] of history.commands.entries()) commands.put(JSON.stringify(command), [this.slot, index]);
      starts.put(history.start, this.slot);
      heads.put(this.#head(history));
    });
    history.onStep(({ direction }) => {
      const index = history.cursor - 1;
      const entry = direction === "do" ? JSON.stringify(history.commands[index]) : null;
      const head = this.#head(history);
      this.#enqueue(({ heads, commands }) => {
        if (entry !== null) commands.put(entry, [this.slot, index]);
        heads.put(head);
      });
    });
  }

  /** When everything so far is on the disk. */
  settled() {
    return this.last;
  }

  /** @param {Head} head */
  async #replay(head) {
    const sketch = await request(this.#store("starts", "readonly").get(head.slot));
    const entries = await request(this.#store("commands", "readonly").getAll(recordsOf(head.slot)));
    const commands = readable(entries.slice(0, head.length));
    const done = commands.slice(0, head.cursor);
    for (const old of done.splice(0, Math.max(0, done.length - KEPT_COMMANDS))) old.execute(sketch);
    return new History(sketch, done, commands.slice(head.cursor));
  }

  /** @param {Head[]} heads */
  async #forget(heads) {
    for (const { slot } of heads) {
      this.#enqueue((stores) => {
        stores.heads.delete(slot);
        stores.starts.delete(slot);
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
