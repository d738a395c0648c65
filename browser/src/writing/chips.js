// [[sites]] in a text is shown as its value, or as what is still to be filled; pressing it leads to the question.
// The text keeps the name alone: the value is the server's to give, so text and question never say two things.
import { Node, mergeAttributes, nodeInputRule, nodePasteRule } from "@tiptap/core";

const NAME = "[a-z][a-z0-9_.]*";
// Without a group: the rules would put the chip in the place of the group alone.
const TYPED = new RegExp(`\\[\\[${NAME}\\]\\]$`);
const PASTED = new RegExp(`\\[\\[${NAME}\\]\\]`, "g");
const named = (match) => ({ name: match[0].slice(2, -2) });

// What stands for each name in this page; kept up to date by what the server answers.
export class Values {
  constructor(known, words) {
    this.known = known;
    this.words = words;
    this.listeners = new Set();
  }

  replace(known) {
    this.known = known;
    for (const listener of this.listeners) listener();
  }

  of(name) {
    return this.known[name] ?? { words: null, label: name, leads: "" };
  }
}

export const Chip = Node.create({
  name: "placeholder",
  group: "inline",
  inline: true,
  atom: true,
  selectable: true,
  addOptions: () => ({ values: null }),
  addAttributes: () => ({
    name: { default: "", parseHTML: (element) => element.dataset.placeholder, renderHTML: () => ({}) },
  }),
  parseHTML: () => [{ tag: "span[data-placeholder]" }],
  renderHTML: ({ node, HTMLAttributes }) => [
    "span",
    mergeAttributes(HTMLAttributes, { "data-placeholder": node.attrs.name }),
    `[[${node.attrs.name}]]`,
  ],
  renderText: ({ node }) => `[[${node.attrs.name}]]`,
  addInputRules() {
    return [nodeInputRule({ find: TYPED, type: this.type, getAttributes: named })];
  },
  addPasteRules() {
    return [nodePasteRule({ find: PASTED, type: this.type, getAttributes: named })];
  },
  addKeyboardShortcuts() {
    return {
      Enter: ({ editor }) => {
        const chosen = editor.state.selection.node;
        return chosen?.type === this.type && leadTo(this.options.values.of(chosen.attrs.name), editor.view.dom);
      },
    };
  },
  addNodeView() {
    const { values } = this.options;
    return ({ node }) => {
      const dom = document.createElement("span");
      dom.dataset.placeholder = node.attrs.name;
      const draw = () => show(dom, values.of(node.attrs.name), values.words);
      values.listeners.add(draw);
      dom.addEventListener("click", () => leadTo(values.of(node.attrs.name), dom));
      draw();
      return { dom, destroy: () => values.listeners.delete(draw) };
    };
  },
});

function show(dom, value, words) {
  const filled = value.words !== null;
  dom.className = filled ? "chip" : "chip chip-empty";
  dom.textContent = filled ? value.words || words.nothing : words.toFill.replace("…", value.label);
  dom.title = value.label;
}

function leadTo(value, from) {
  const target = value.leads && from.ownerDocument.getElementById(value.leads);
  if (!target) return false;
  for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const field = target.matches("input, select, textarea") ? target : (target.querySelector("input, select, textarea") ?? target);
  target.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
  return true;
}

// HTML in which every [[name]] of the text has become the element that the editor reads as a chip.
export function withChips(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const texts = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) found.push(texts.currentNode);
  for (const text of found) text.replaceWith(...pieces(page, text.data));
  return page.body.innerHTML;
}

function pieces(page, text) {
  return text.split(new RegExp(`\\[\\[(${NAME})\\]\\]`)).map((piece, index) => {
    if (index % 2 === 0) return page.createTextNode(piece);
    const chip = page.createElement("span");
    chip.dataset.placeholder = piece;
    return chip;
  });
}
