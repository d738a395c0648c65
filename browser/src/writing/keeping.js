// What is typed goes to the server as a working copy a moment after the last key; "saved at 03:12" is said when the
// server has said it. While the server cannot be reached it stays in this browser, and is sent when it is back.

const PAUSE = 1200;
const RETRY = 4000;
const LOOK = 15000;

// `collect` gives the form's fields now; `answered` hears what the server knows of the draft beside "kept".
export class Keeping {
  constructor(form, { collect, answered, signedOut, say }) {
    this.form = form;
    this.address = form.dataset.keep;
    this.shelf = `typed:${form.dataset.person}:${this.address}`;
    Object.assign(this, { collect, answered, signedOut, say });
    this.timer = 0;
    this.sending = false;
    this.dirty = false;
    this.stopped = false;
    setInterval(() => this.look(), LOOK);
    addEventListener("online", () => this.dirty && this.soon(0));
    addEventListener("pagehide", () => this.dirty && !this.stopped && this.shelve());
  }

  // Words that an earlier visit could not send: they go first, and the page is then drawn from them.
  async recover() {
    const shelved = read(this.shelf);
    if (!shelved) return;
    const body = new URLSearchParams(shelved);
    body.set("csrf_token", this.form.elements.csrf_token.value);
    const answer = await this.post(body);
    if (!answer?.ok) return;
    forget(this.shelf);
    location.reload();
  }

  changed() {
    this.dirty = true;
    this.form.dataset.unkept = "yes";
    this.say("typing");
    this.soon(PAUSE);
  }

  soon(wait) {
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => this.send(), wait);
  }

  // The form itself is being sent: nothing else may arrive after it.
  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    forget(this.shelf);
  }

  async send() {
    if (this.sending || !this.dirty || this.stopped) return;
    this.sending = true;
    this.dirty = false;
    const answer = await this.post(this.collect());
    this.sending = false;
    if (answer?.ok) await this.kept(answer);
    else this.notKept(answer);
    if (this.dirty) this.soon(PAUSE);
  }

  async kept(answer) {
    forget(this.shelf);
    const told = await answer.json();
    if (this.dirty) return;
    delete this.form.dataset.unkept;
    this.form.dispatchEvent(new CustomEvent("kept", { bubbles: true }));
    this.say("kept", told.at);
    this.answered(told);
  }

  notKept(answer) {
    this.dirty = true;
    if (answer?.status === 401) {
      this.shelve();
      this.say("signedOut");
      this.signedOut(() => this.soon(0), answer);
    } else if (answer?.status === 422) {
      this.say("refused");
    } else if (answer?.status === 404 || answer?.status === 409) {
      this.say("closed");
      this.shelve();
      this.stopped = true;
    } else {
      this.shelve();
      this.say("offline");
      this.soon(RETRY);
    }
  }

  async look() {
    if (document.hidden || this.sending || this.dirty || this.stopped) return;
    try {
      const answer = await fetch(this.address, { headers: { Accept: "application/json" }, redirect: "error" });
      if (answer.ok) this.answered(await answer.json());
      if (answer.ok) this.say("there");
    } catch {
      this.say("offline");
    }
  }

  async post(body) {
    try {
      return await fetch(this.address, {
        method: "POST", body, redirect: "error", headers: { Accept: "application/json" },
      });
    } catch {
      return null;
    }
  }

  shelve() {
    try {
      const fields = [...this.collect()].filter(([name, value]) => name !== "csrf_token" && typeof value === "string");
      localStorage.setItem(this.shelf, JSON.stringify(fields));
    } catch {
      // A browser that keeps nothing: the page still holds the words, and says that they are not kept.
    }
  }
}

function read(shelf) {
  try {
    return JSON.parse(localStorage.getItem(shelf) ?? "null");
  } catch {
    return null;
  }
}

function forget(shelf) {
  try {
    localStorage.removeItem(shelf);
  } catch {
    // Nothing was kept, so nothing is left.
  }
}
