// The page of a draft where scripts run: editors over the text areas, and everything typed kept as it is typed.
// Without this file the same form has text areas and a Save button, and gives the same text.
import { signInAgain } from "./again.js";
import { Values } from "./chips.js";
import { editSection } from "./editor.js";
import { Keeping } from "./keeping.js";
import { linkDialog } from "./link.js";

// What somebody has to do something about, or leave undone.
const MINDED = ["onlyHere", "notSent", "noRoom"];

// What stays said, whatever is typed afterwards.
const LASTING = ["unreadable", "leftHere"];

const form = document.getElementById("writing");
if (form) begin(form);

function begin(form) {
  const words = JSON.parse(form.dataset.words);
  const values = new Values(JSON.parse(form.dataset.values), words);
  const status = document.getElementById("kept");
  const pasted = document.getElementById("pasted");
  const askLink = linkDialog(document, words);
  const pieces = JSON.parse(form.dataset.pieces);
  const say = (state, at) => {
    if (state === "there") {
      if (["offline", ...MINDED].includes(status.dataset.state)) say(form.dataset.unkept ? "typing" : "back");
      return;
    }
    if (LASTING.includes(state)) {
      pasted.hidden = false;
      pasted.textContent = words[`state_${state}`];
      return;
    }
    if (status.dataset.state === state && !at) return;
    status.dataset.state = state;
    status.className = MINDED.includes(state) ? "notice notice-warning" : "muted";
    status.textContent = words[`state_${state}`].replace("…", at ?? "");
  };
  const keeping = new Keeping(form, {
    collect: () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string")),
    answered: (told) => draw(told, values),
    signedOut: signInAgain(document.getElementById("again")),
    say,
  });
  for (const area of form.querySelectorAll("textarea[data-rich]")) {
    editSection(area, {
      values, words, pieces, ask: askLink,
      told: (dropped) => tell(pasted, dropped, words),
      changed: () => keeping.changed(),
    });
  }
  form.addEventListener("input", (event) => {
    if (event.target.name) keeping.changed();
  });
  form.addEventListener("submit", async (event) => {
    if (!keeping.away) {
      keeping.stop();
      return;
    }
    event.preventDefault();
    if (await keeping.back()) form.requestSubmit(event.submitter);
    else say(keeping.noRoom ? "noRoom" : "notSent");
  });
  keeping.recover().then(() => {
    // What the page brought back and nobody saved is kept at once: it may be the only place where it stands.
    if (form.dataset.unsaved === "yes") keeping.changed();
  });
}

function tell(region, dropped, words) {
  region.hidden = !dropped.length;
  region.textContent = dropped.length
    ? words.dropped.replace("…", dropped.map((name) => words[`dropped_${name}`]).join(", "))
    : "";
}

// What the server knows: how the draft reads now, what it lacks, who else is writing.
function draw(told, values) {
  if (told.values) values.replace(told.values);
  for (const [id, html] of Object.entries(told.parts ?? {})) {
    const part = document.getElementById(id);
    if (part && part.innerHTML !== html && !part.contains(document.activeElement)) part.innerHTML = html;
  }
}
