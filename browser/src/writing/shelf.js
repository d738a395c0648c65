// What the server could not take stands in this browser, sealed with a key that came with the page to this person alone.
// The key is in memory and nowhere else. A browser that cannot seal (no WebCrypto: a page that came over plain http)
// keeps nothing.

const NONCE_BYTES = 12;

export class Shelf {
  constructor(form) {
    const { person, keep, key } = form.dataset;
    this.name = `sealed:${person}:${keep}`;
    // Where an earlier version of the product kept it, in clear.
    this.clear = `typed:${person}:${keep}`;
    this.keeps = Boolean(globalThis.crypto?.subtle);
    this.key = this.keeps ? crypto.subtle.importKey("raw", bytesOf(key), "AES-GCM", false, ["encrypt", "decrypt"]) : null;
    delete form.dataset.key;
    this.sealed = "";
    this.written = "";
    this.last = 0;
    this.turn = 0;
    this.standing = false;
    this.left = false;
  }

  // Done as one types: a page that is being closed does not wait for it.
  async seal(fields) {
    if (!this.keeps) return;
    const turn = ++this.turn;
    const sealed = await this.#sealed(new TextEncoder().encode(JSON.stringify(fields)));
    if (turn < this.last) return;
    this.last = turn;
    this.sealed = sealed;
    if (this.standing) this.put();
  }

  // Keeps what was last sealed; false where it stands in this window only. Never the same twice: a page may be told that
  // it is left when the next one has sent these words already, and forgotten them.
  put() {
    if (this.standing && this.written === this.sealed) return true;
    if (!this.keeps || !this.sealed || !write(this.name, this.sealed)) return false;
    this.written = this.sealed;
    this.standing = true;
    return true;
  }

  async keep(fields) {
    await this.seal(fields);
    return this.put();
  }

  // The fields that an earlier visit kept: null for none, "unreadable" where this key does not open them.
  async take() {
    const clear = parsed(read(this.clear));
    if (clear) {
      if (await this.keep(clear)) remove(this.clear);
      return clear;
    }
    const sealed = read(this.name);
    if (!sealed || !this.keeps) return null;
    try {
      return JSON.parse(new TextDecoder().decode(await this.#opened(sealed)));
    } catch {
      return "unreadable";
    }
  }

  // What stands there cannot be handed over now: this visit neither writes over it nor takes it away.
  leave() {
    this.keeps = false;
    this.left = true;
  }

  forget() {
    if (this.left) return;
    this.standing = false;
    remove(this.name);
    remove(this.clear);
  }

  async #sealed(words) {
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    const sealed = await crypto.subtle.encrypt(this.#manner(nonce), await this.key, words);
    return `${textOf(nonce)}.${textOf(new Uint8Array(sealed))}`;
  }

  async #opened(kept) {
    const [nonce, sealed] = kept.split(".").map(bytesOf);
    return crypto.subtle.decrypt(this.#manner(nonce), await this.key, sealed);
  }

  // The name is sealed along: the words of one draft cannot be put in the place of another's.
  #manner(nonce) {
    return { name: "AES-GCM", iv: nonce, additionalData: new TextEncoder().encode(this.name) };
  }
}

function bytesOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

function textOf(bytes) {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// A browser may refuse its storage to a page, or have no room left in it.
function read(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function write(name, value) {
  try {
    localStorage.setItem(name, value);
    return true;
  } catch {
    return false;
  }
}

function remove(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // Nothing was kept, so nothing is left.
  }
}
