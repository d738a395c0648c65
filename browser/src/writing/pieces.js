// The texts that the hospital prepared: chosen from a list, put in where the cursor stands.
import { withChips } from "./chips.js";

export function pieceChooser(editor, label, words, pieces) {
  const row = document.createElement("div");
  row.className = "piece-chooser";
  const list = document.createElement("select");
  list.setAttribute("aria-label", words.piece.replace("…", label));
  list.append(new Option(words.pieceNone, ""), ...pieces.map((piece, rank) => new Option(piece.title, rank)));
  // A list that acted as soon as it moved could not be walked with the arrows.
  const insert = document.createElement("button");
  insert.type = "button";
  insert.className = "secondary small";
  insert.textContent = words.pieceInsert;
  insert.setAttribute("aria-label", `${words.pieceInsert} (${words.piece.replace("…", label)})`);
  insert.addEventListener("click", () => {
    editor.chain().focus().insertContent(withChips(pieces[list.value].html)).run();
    list.value = "";
  });
  row.append(list, insert);
  return row;
}
