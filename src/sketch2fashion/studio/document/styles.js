// @ts-check
/**
 * Styles learned from somebody's own sketches, kept in this browser: a name, and the few hundred kB that the server made. In a
 * database of its own beside the drawings; where there is none, they last for this visit.
 */

/** @typedef {{ id: string, name: string, file: Blob, sketches: number, photos: boolean, saved: number }} OwnStyle */

const DATABASE = "sketch2fashion-styles";
const STORE = "styles";
export const LONGEST_NAME = 60;

export class StyleShelf {
  /** @type {Map<string, OwnStyle>} */
  #styles = new Map();
  /** @type {Promise<IDBDatabase | null>} */
  #database = opened().catch(() => null);
  #ready = this.#read();

  /** The newest first. */
  async all() {
    await this.#ready;
    return [...this.#styles.values()].sort((a, b) => b.saved - a.saved);
  }

  /** @param {string} id */
  async get(id) {
    await this.#ready;
    return this.#styles.get(id) ?? null;
  }

  /** @param {Pick<OwnStyle, "name" | "file" | "sketches" | "photos">} style @returns {Promise<OwnStyle>} */
  async add(style) {
    await this.#ready;
    const saved = Date.now();
    const kept = { ...style, id: `${saved.toString(36)}-${Math.random().toString(36).slice(2, 8)}`, saved };
    await this.#write(kept);
    return kept;
  }

  /** @param {string} id @param {string} name */
  async rename(id, name) {
    const style = await this.get(id);
    if (style) await this.#write({ ...style, name });
  }

  /** @param {string} id */
  async remove(id) {
    await this.#ready;
    this.#styles.delete(id);
    await this.#change((store) => store.delete(id));
  }

  /** @param {OwnStyle} style */
  async #write(style) {
    this.#styles.set(style.id, style);
    await this.#change((store) => store.put(style));
  }

  async #read() {
    const database = await this.#database;
    if (!database) return;
    const asked = database.transaction(STORE, "readonly").objectStore(STORE).getAll();
    const styles = /** @type {OwnStyle[]} */ (await answered(asked).catch(() => []));
    for (const style of styles) this.#styles.set(style.id, style);
  }

  /** A disk that is full costs the style at the next visit, not now. @param {(store: IDBObjectStore) => IDBRequest} change */
  async #change(change) {
    const database = await this.#database;
    if (database) await answered(change(database.transaction(STORE, "readwrite").objectStore(STORE))).catch(() => {});
  }
}

/** @returns {Promise<IDBDatabase>} */
async function opened() {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "id" });
  return answered(opening);
}

/** @template T @param {IDBRequest<T>} asked @returns {Promise<T>} */
function answered(asked) {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}
