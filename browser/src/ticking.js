// <form data-progress="…">: what is ticked or written on a sheet is kept as it changes, so that whoever is called away
// goes on where they were. The button that keeps stays: for pages without scripts, and for when this fails.

export function keepProgress(page) {
  for (const form of page.querySelectorAll("form[data-progress]")) {
    let sending = false;
    let again = false;
    form.addEventListener("change", async () => {
      count(form);
      form.dataset.dirty = "yes";
      again = true;
      if (sending) return;
      sending = true;
      while (again) {
        again = false;
        const kept = await send(form);
        if (!again) tell(form, kept);
      }
      sending = false;
    });
  }
}

async function send(form) {
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.dataset.progress, { method: "POST", body, headers: { Accept: "application/json" } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function tell(form, kept) {
  const status = form.querySelector("[data-kept]");
  status.textContent = kept ? status.dataset.kept.replace("…", kept.at) : status.dataset.unkept;
  if (!kept) return;
  delete form.dataset.dirty;
  form.dispatchEvent(new Event("kept", { bubbles: true }));
}

function count(form) {
  const ticked = form.querySelectorAll('[name="ticks"]:checked').length;
  for (const shown of document.querySelectorAll("[data-ticked]")) {
    if (shown instanceof HTMLProgressElement) shown.value = ticked;
    else shown.textContent = ticked;
  }
}
