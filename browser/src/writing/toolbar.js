// The buttons over a section: one stop of the Tab key, arrows between them (the toolbar pattern of ARIA).

const BUTTONS = [
  { name: "bold", does: (chain) => chain.toggleBold(), on: (editor) => editor.isActive("bold") },
  { name: "italic", does: (chain) => chain.toggleItalic(), on: (editor) => editor.isActive("italic") },
  { name: "heading", does: (chain) => chain.toggleHeading({ level: 2 }), on: (editor) => editor.isActive("heading", { level: 2 }) },
  { name: "subheading", does: (chain) => chain.toggleHeading({ level: 3 }), on: (editor) => editor.isActive("heading", { level: 3 }) },
  { name: "bullets", sign: "•", does: (chain) => chain.toggleBulletList(), on: (editor) => editor.isActive("bulletList") },
  { name: "numbers", sign: "1.", does: (chain) => chain.toggleOrderedList(), on: (editor) => editor.isActive("orderedList") },
  { name: "link", sign: "↗", asks: true, on: (editor) => editor.isActive("link") },
  { name: "undo", sign: "↶", does: (chain) => chain.undo() },
  { name: "redo", sign: "↷", does: (chain) => chain.redo() },
];

export function toolbar(editor, label, words, askLink) {
  const bar = document.createElement("div");
  bar.className = "toolbar";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", words.toolbar.replace("…", label));
  const made = BUTTONS.map((kind) => [kind, button(kind, editor, words, askLink)]);
  bar.append(...made.map(([, element]) => element));
  made[0][1].tabIndex = 0;
  bar.addEventListener("keydown", (event) => walk(event, made.map(([, element]) => element)));
  const refresh = () => {
    for (const [kind, element] of made) if (kind.on) element.setAttribute("aria-pressed", String(kind.on(editor)));
  };
  editor.on("transaction", refresh);
  refresh();
  return bar;
}

function button(kind, editor, words, askLink) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = `tool tool-${kind.name}`;
  element.tabIndex = -1;
  element.title = words[kind.name];
  element.setAttribute("aria-label", words[kind.name]);
  // A sign is drawn, not written: what is read out is the name alone.
  if (kind.sign) element.dataset.sign = kind.sign;
  else element.textContent = words[`${kind.name}Sign`];
  // The words chosen in the text stay chosen while the button is pressed.
  element.addEventListener("mousedown", (event) => event.preventDefault());
  element.addEventListener("click", () => {
    if (kind.asks) askLink();
    else kind.does(editor.chain().focus()).run();
  });
  return element;
}

function walk(event, buttons) {
  const step = { ArrowRight: 1, ArrowLeft: -1, Home: -buttons.length, End: buttons.length }[event.key];
  if (!step) return;
  event.preventDefault();
  const now = buttons.indexOf(event.target);
  const next = Math.abs(step) > 1 ? (step > 0 ? buttons.length - 1 : 0) : (now + step + buttons.length) % buttons.length;
  buttons[now].tabIndex = -1;
  buttons[next].tabIndex = 0;
  buttons[next].focus();
}
