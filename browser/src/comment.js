// Words selected in an article marked data-commented: a button beside the comment form's summary quotes them.
// The button says where it leads and is reached by keyboard; without scripts the words are copied by hand.

export function quoteSelection(page) {
  const text = page.querySelector("[data-commented]");
  const form = page.querySelector("#new-comment");
  if (!text || !form) return;
  const bar = quoteBar(page, text.dataset.commented);
  text.after(bar);
  page.addEventListener("selectionchange", () => {
    bar.hidden = !selected(page, text);
  });
  // Pressing must not take the selection away before it is read.
  bar.firstChild.addEventListener("pointerdown", (event) => event.preventDefault());
  bar.firstChild.addEventListener("click", () => quote(page, text, form));
}

function quoteBar(page, words) {
  const bar = page.createElement("p");
  const button = page.createElement("button");
  bar.className = "quote-bar";
  bar.hidden = true;
  button.type = "button";
  button.textContent = words;
  bar.append(button);
  return bar;
}

function selected(page, text) {
  const selection = page.getSelection();
  if (!selection || selection.isCollapsed || !text.contains(selection.anchorNode)) return "";
  return text.contains(selection.focusNode) ? selection.toString().trim() : "";
}

function quote(page, text, form) {
  const words = selected(page, text);
  if (!words) return;
  const field = form.querySelector("[name='quote']");
  form.open = true;
  field.value = words.slice(0, field.maxLength);
  form.querySelector("[name='body']").focus();
}
