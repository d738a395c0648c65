// One editor a section, in the place of its text area: the same text, the same field names for the server to read.
import { Editor, wrappingInputRule } from "@tiptap/core";
import { Bold } from "@tiptap/extension-bold";
import { Document } from "@tiptap/extension-document";
import { HardBreak } from "@tiptap/extension-hard-break";
import { Heading } from "@tiptap/extension-heading";
import { Italic } from "@tiptap/extension-italic";
import { Link } from "@tiptap/extension-link";
import { BulletList, ListItem, ListKeymap, OrderedList } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Text } from "@tiptap/extension-text";
import { UndoRedo } from "@tiptap/extensions";
import { Chip, withChips } from "./chips.js";
import { tidied } from "./paste.js";
import { pieceChooser } from "./pieces.js";
import { toolbar } from "./toolbar.js";

// Tab leaves the text, here as everywhere on the page; an entry is put under another with Ctrl+].
const Entry = ListItem.extend({
  addKeyboardShortcuts() {
    return {
      Enter: () => this.editor.commands.splitListItem(this.name),
      "Mod-]": () => this.editor.commands.sinkListItem(this.name),
      "Mod-[": () => this.editor.commands.liftListItem(this.name),
    };
  },
});

// A list counts from 1: "15. rue des Sapins" is an address, and stays what it was typed as.
const Numbered = OrderedList.extend({
  addInputRules() {
    return [wrappingInputRule({ find: /^1[.)]\s$/, type: this.type })];
  },
});

const HELD_SCHEMES = ["https", "mailto", "tel"];

// Puts an editor over <textarea data-rich="…HTML…">; `told` hears what a paste dropped, `changed` that something moved.
export function editSection(area, { values, words, pieces, ask, told, changed }) {
  const label = area.labels[0];
  label.id ||= `${area.id}-label`;
  const kept = document.createElement("input");
  kept.type = "hidden";
  kept.name = `rich.${area.name}`;
  const frame = document.createElement("div");
  frame.className = "rich";
  const editor = new Editor({
    element: frame,
    injectCSS: false,
    extensions: [
      Document, Text, Paragraph, Bold, Italic, HardBreak, UndoRedo, BulletList, Numbered, Entry, ListKeymap,
      Heading.configure({ levels: [2, 3] }),
      Link.configure({
        openOnClick: false, autolink: false, linkOnPaste: true, protocols: HELD_SCHEMES,
        isAllowedUri: (address) => HELD_SCHEMES.includes(address.split(":")[0].toLowerCase()),
        HTMLAttributes: { target: null, rel: null },
      }),
      Chip.configure({ values }),
    ],
    content: withChips(area.dataset.rich),
    editorProps: {
      attributes: {
        class: "rich-text message-words",
        role: "textbox",
        "aria-multiline": "true",
        "aria-labelledby": label.id,
        ...(area.getAttribute("aria-describedby") && { "aria-describedby": area.getAttribute("aria-describedby") }),
        ...(area.getAttribute("aria-invalid") && { "aria-invalid": "true" }),
      },
      transformPastedHTML(html) {
        const { html: clean, dropped } = tidied(html);
        told(dropped);
        return withChips(clean);
      },
    },
    onUpdate: () => {
      kept.value = editor.getHTML();
      changed(area);
    },
  });
  kept.value = editor.getHTML();
  const title = label.textContent.trim();
  frame.prepend(toolbar(editor, title, words, () => ask(editor)));
  // Below the text: the way from the buttons to the text stays one press of Tab.
  if (pieces.length) frame.append(pieceChooser(editor, title, words, pieces));
  area.before(frame, kept);
  area.disabled = true;
  area.hidden = true;
  label.addEventListener("click", (event) => {
    event.preventDefault();
    editor.commands.focus();
  });
  // The error summary leads to the field by its id.
  const id = area.id;
  area.removeAttribute("id");
  editor.view.dom.id = id;
  label.removeAttribute("for");
  return editor;
}
