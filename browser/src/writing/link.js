// Asking where a link leads: a dialog of the page, used by every section.

const SCHEMES = /^(https:|mailto:|tel:)/i;

export function linkDialog(page, words) {
  const dialog = page.createElement("dialog");
  dialog.className = "link-dialog";
  const form = page.createElement("form");
  form.method = "dialog";
  const label = page.createElement("label");
  label.textContent = words.linkWhere;
  const field = page.createElement("input");
  field.type = "text";
  field.inputMode = "url";
  label.append(field);
  const problem = page.createElement("p");
  problem.className = "field-problem";
  problem.setAttribute("role", "alert");
  problem.hidden = true;
  const actions = page.createElement("div");
  actions.className = "actions";
  const [put, take, leave] = ["put", "take", "leave"].map((value) => {
    const element = page.createElement("button");
    element.value = value;
    element.textContent = words[{ put: "linkPut", take: "linkTake", leave: "linkLeave" }[value]];
    if (value !== "put") element.className = "secondary";
    return element;
  });
  leave.type = "button";
  leave.addEventListener("click", () => dialog.close("leave"));
  actions.append(put, take, leave);
  form.append(label, problem, actions);
  dialog.append(form);
  page.body.append(dialog);

  let answer = () => {};
  form.addEventListener("submit", (event) => {
    const wanted = completed(field.value.trim());
    const taking = event.submitter === take;
    problem.hidden = taking || SCHEMES.test(wanted);
    if (!problem.hidden) {
      event.preventDefault();
      problem.textContent = words.linkWrong;
      return;
    }
    answer(taking ? "" : wanted);
  });

  return function ask(editor) {
    field.value = editor.getAttributes("link").href ?? "";
    problem.hidden = true;
    answer = (href) => {
      const chain = editor.chain().focus().extendMarkRange("link");
      if (!href) chain.unsetLink().run();
      else if (editor.state.selection.empty && !editor.isActive("link")) {
        chain.insertContent({ type: "text", text: href.replace(/^(mailto:|tel:)/i, ""), marks: [{ type: "link", attrs: { href } }] }).run();
      } else chain.setLink({ href }).run();
    };
    dialog.showModal();
    field.focus();
  };
}

function completed(typed) {
  if (SCHEMES.test(typed) || !typed) return typed;
  if (/^[^\s@]+@[^\s@]+$/.test(typed)) return `mailto:${typed}`;
  if (/^\+?[\d\s.]{4,}$/.test(typed)) return `tel:${typed.replace(/[\s.]/g, "")}`;
  return /^[\w-]+(\.[\w-]+)+/.test(typed) ? `https://${typed}` : typed;
}
