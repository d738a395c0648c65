// <button data-copy="answer-3" data-copied="Copié"> copies the text of #answer-3, or data-copy-text where it is given,
// and says so to everybody: on the button for those who see it, in a live region for those who hear it.

const SHOWN_FOR = 2500;

export function copyOnDemand(page) {
  const region = liveRegion(page);
  page.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy], [data-copy-text]");
    if (button) copy(button, region);
  });
}

// There before it speaks: a region that arrives together with its words is often not read out.
function liveRegion(page) {
  const region = page.createElement("div");
  region.className = "visually-hidden";
  region.setAttribute("aria-live", "polite");
  page.body.append(region);
  return region;
}

async function copy(button, region) {
  const page = button.ownerDocument;
  const text = button.dataset.copyText ?? page.getElementById(button.dataset.copy)?.innerText;
  if (text === undefined || !(await put(text, page))) return;
  announce(button.dataset.copied ?? "", region);
  show(button);
}

// Off this machine and without TLS there is no clipboard to write to: the old way still works there.
async function put(text, page) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return putByHand(text, page);
  }
}

function putByHand(text, page) {
  const focused = page.activeElement;
  const field = page.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  page.body.append(field);
  field.select();
  const done = page.execCommand("copy");
  field.remove();
  focused?.focus();
  return done;
}

function announce(words, region) {
  // Emptied first: the same words twice would be heard once.
  region.textContent = "";
  setTimeout(() => {
    region.textContent = words;
  }, 50);
}

function show(button) {
  if (!button.dataset.copied || button.classList.contains("copied")) return;
  const label = button.textContent;
  button.classList.add("copied");
  button.textContent = button.dataset.copied;
  setTimeout(() => {
    button.classList.remove("copied");
    button.textContent = label;
  }, SHOWN_FOR);
}
