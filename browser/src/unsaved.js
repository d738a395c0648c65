// <form data-unsaved>: leaving with something typed and not sent asks first.
// data-unsaved="yes" means that the page came back with unsaved words already, after a problem.

export function warnOfUnsaved(page) {
  const typedInto = new Set(page.querySelectorAll('form[data-unsaved="yes"]'));
  page.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-unsaved]");
    if (form) typedInto.add(form);
  });
  page.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) typedInto.delete(event.target);
  });
  // What the server keeps as a working copy is not lost by leaving.
  page.addEventListener("kept", (event) => typedInto.delete(event.target));
  addEventListener("beforeunload", (event) => {
    if (typedInto.size) event.preventDefault();
  });
}
