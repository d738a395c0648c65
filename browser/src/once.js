// <form data-once>: a second press sends nothing. The server decides once whatever arrives; this spares the surprise.

export function sendOnce(page) {
  page.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-once]");
    if (!form || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    // After this turn: a button disabled now would not be sent with its name and value.
    setTimeout(() => close(event.submitter), 0);
  });
  // Coming back by the browser's arrow shows the page as it was left, buttons closed.
  addEventListener("pageshow", (event) => {
    if (event.persisted) page.querySelectorAll("form[data-sent]").forEach(reopen);
  });
}

function close(button) {
  if (!button) return;
  button.disabled = true;
  button.dataset.pressed = "yes";
}

function reopen(form) {
  delete form.dataset.sent;
  for (const button of [...form.elements].filter((element) => element.dataset.pressed)) {
    button.disabled = false;
    delete button.dataset.pressed;
  }
}
