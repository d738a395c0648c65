// The session ended while somebody was typing: they sign in again over the page, and go on where they were.

export function signInAgain(dialog) {
  const form = dialog.querySelector("form");
  const problem = dialog.querySelector("[role=alert]");
  let then = () => {};
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.hidden = true;
    const told = await post(form);
    if (told?.token) {
      for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = told.token;
      form.reset();
      dialog.close();
      then();
    } else {
      problem.hidden = false;
      problem.textContent = told?.problem ?? form.dataset.offline;
      if (told?.renew) form.elements.csrf_token.value = told.renew;
      form.elements.password?.select();
    }
  });
  return async function ask(next, answer) {
    then = next;
    const told = await answer.json().catch(() => ({}));
    if (told.renew) form.elements.csrf_token.value = told.renew;
    if (dialog.open) return;
    dialog.showModal();
    (form.elements.password ?? form.querySelector("button")).focus();
  };
}

async function post(form) {
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: new FormData(form), redirect: "error", headers: { Accept: "application/json" },
    });
    return await answer.json();
  } catch {
    return null;
  }
}
