// What is typed goes to the server as a working copy a moment after the last key; "saved at 03:12" is said when the
// server has said it. While the server cannot be reached it stays in this browser, sealed, and is sent when it is back.
import { Shelf } from "./shelf.js";

const PAUSE = 1200;
const RETRY = 4000;
const LOOK = 15000;

// `collect` gives the form's fields now; `answered` hears what the server knows of the draft beside "kept".
export class Keeping {
  constructor(form, { collect, answered, signedOut, say }) {
    this.form = form;
    this.address = form.dataset.keep;
    this.shelf = new Shelf(form);
    Object.assign(this, { collect, answered, signedOut, say });
    this.timer = 0;
    this.sending = null;
    this.dirty = false;
    this.stopped = false;
    this.left = false;
    this.away = false;
    this.noRoom = false;
    setInterval(() => this.look(), LOOK);
    addEventListener("online", () => this.dirty && this.soon(0));
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", (event) => event.persisted && this.comeBack());
  }

  // Words that an earlier visit could not send: they go first, and the page is then drawn from them. Until then nothing
  // is typed here, or there would be two texts and one place.
  async recover() {
    const kept = await this.shelf.take();
    if (kept === "unreadable") {
      this.shelf.leave();
      this.say("unreadable");
    }
    if (!Array.isArray(kept)) return;
    this.form.inert = true;
    const body = new URLSearchParams(kept);
    let answer = await this.#handOver(body);
    while (unreached(answer)) {
      this.lost(true, answer);
      await new Promise((next) => setTimeout(next, RETRY));
      answer = await this.#handOver(body);
    }
    if (answer.ok) {
      this.stop();
      location.reload();
      await new Promise(() => {});
    }
    this.shelf.leave();
    this.form.inert = false;
    this.say("leftHere");
  }

  async #handOver(body) {
    body.set("csrf_token", this.form.elements.csrf_token.value);
    const answer = await this.post(body);
    if (answer?.status !== 401) return answer;
    this.say("signedOut");
    await new Promise((signedIn) => this.signedOut(signedIn, answer));
    return this.#handOver(body);
  }

  // A page that is left sends nothing more: the next one does, with the same words.
  leave() {
    this.left = true;
    if (this.dirty && !this.stopped) this.shelf.put();
  }

  comeBack() {
    this.left = false;
    if (this.dirty) this.soon(0);
  }

  changed() {
    this.dirty = true;
    this.form.dataset.unkept = "yes";
    this.say("typing");
    this.shelf.seal(this.typed());
    this.soon(PAUSE);
  }

  soon(wait) {
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => this.send(), wait);
  }

  // While the connection is lost the form itself is not sent either: its words would go with the page.
  async back() {
    clearTimeout(this.timer);
    await this.sending;
    await (this.dirty ? this.send() : this.look());
    return !this.away;
  }

  // The form itself is being sent: nothing else may arrive after it.
  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    this.shelf.forget();
  }

  async send() {
    if (this.sending || !this.dirty || this.stopped || this.left) return null;
    this.dirty = false;
    this.sending = this.post(this.collect());
    const answer = await this.sending;
    const newer = this.dirty;
    this.sending = null;
    if (answer?.ok) await this.kept(answer);
    else await this.notKept(answer);
    if (newer && (answer?.ok || answer?.status === 422)) this.soon(PAUSE);
    return answer;
  }

  async kept(answer) {
    this.shelf.forget();
    const told = await answer.json();
    if (this.dirty) return;
    delete this.form.dataset.unkept;
    this.form.dispatchEvent(new CustomEvent("kept", { bubbles: true }));
    this.say("kept", told.at);
    this.answered(told);
  }

  async notKept(answer) {
    this.dirty = true;
    if (answer?.status === 401) {
      await this.shelf.keep(this.typed());
      this.say("signedOut");
      this.signedOut(() => this.soon(0), answer);
    } else if (answer?.status === 422) {
      this.say("refused");
    } else if (answer?.status === 404 || answer?.status === 409) {
      this.say("closed");
      await this.shelf.keep(this.typed());
      this.stopped = true;
    } else {
      this.lost(await this.shelf.keep(this.typed()), answer);
      this.soon(RETRY);
    }
  }

  lost(kept, answer) {
    if (takesNoWriting(answer)) this.say("noRoom");
    else this.say(kept ? "offline" : "onlyHere");
  }

  async look() {
    if (document.hidden || this.sending || this.dirty || this.stopped) return;
    const answer = await this.ask({});
    if (!answer) this.lost(this.shelf.keeps);
    if (!answer?.ok) return;
    this.answered(await answer.json());
    this.say("there");
  }

  post(body) {
    return this.ask({ method: "POST", body });
  }

  // The server's answer; null where there is none.
  async ask(how) {
    try {
      const answer = await fetch(this.address, { ...how, redirect: "error", headers: { Accept: "application/json" } });
      this.away = unreached(answer);
      this.noRoom = takesNoWriting(answer);
      return answer;
    } catch {
      this.away = true;
      this.noRoom = false;
      return null;
    }
  }

  typed() {
    return [...this.collect()].filter(([name]) => name !== "csrf_token");
  }
}

function unreached(answer) {
  return !answer || answer.status >= 500;
}

// The machine answers, and its disk is full or locked: no cable mends that.
function takesNoWriting(answer) {
  return answer?.status === 507;
}
