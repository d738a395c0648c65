// <form data-unsaved> and the button "Take over": the form that somebody is typing in goes along with the button, to be
// kept for its writer. Without scripts the page's own form always does; here only one that really holds something new.

export function takeTypedAlong(page) {
  const button = page.querySelector("#take-over > button");
  if (!button) return;
  button.removeAttribute("form");
  button.addEventListener("click", () => {
    const typed = [...page.querySelectorAll("form[data-unsaved]")].find(holdsSomethingNew);
    if (!typed) return;
    typed.id ||= "typed-in";
    button.value = new URL(typed.action).pathname;
    button.formAction = page.getElementById("take-over").action;
    button.formMethod = "post";
    button.formNoValidate = true;
    button.setAttribute("form", typed.id);
  });
}

function holdsSomethingNew(form) {
  return form.dataset.unsaved === "yes" || [...form.elements].some(isChanged);
}

function isChanged(field) {
  if (field.type === "hidden" || field.type === "file") return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.options) return isChosenAnew(field);
  return "defaultValue" in field && field.value !== field.defaultValue;
}

// A list in which nothing was chosen shows its first entry all the same.
function isChosenAnew(list) {
  const marked = [...list.options].findIndex((option) => option.defaultSelected);
  return list.selectedIndex !== Math.max(0, marked);
}
