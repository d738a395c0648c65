// What is pasted from Word, Outlook or a web page: what the text can hold stays, and what was dropped is said.

const DROPPED = [
  ["pictures", "img, svg, picture, v\\:shape, object, video, canvas"],
  ["tables", "table"],
  ["changes", "del, s, strike, ins"],
  ["notes", "[id^='_ftn'], [data-style*='mso-element:footnote'], [data-style*='mso-element:comment'], [href^='#_ftn'], [href^='#_msocom']"],
  ["underlining", "u"],
  ["fields", "input, select, textarea, button, iframe, form"],
];
const STYLE = "data-style";
const COLOURED = /(^|[;\s])(color|background(-color)?|font-size|font-family)\s*:/i;
const PLAIN = /^\s*(black|windowtext|inherit|initial|auto|rgb\(0,\s*0,\s*0\)|#000(000)?)\s*$/i;

// { html, dropped: ["tables", …] }: the same text in tags that the editor knows.
export function tidied(html) {
  const page = new DOMParser().parseFromString(unstyled(html), "text/html");
  const dropped = DROPPED.filter(([, selector]) => page.body.querySelector(selector)).map(([name]) => name);
  if ([...page.body.querySelectorAll(`[${STYLE}], font`)].some(isDressed)) dropped.push("colours");
  for (const gone of page.body.querySelectorAll("del, s, strike, script, style, template, [data-style*='mso-element:comment']")) {
    gone.remove();
  }
  if (hideHidden(page)) dropped.push("hidden");
  listsOfWord(page);
  boldOfStyles(page);
  for (const [from, to] of [["h1", "h2"], ["h4", "h3"], ["h5", "h3"], ["h6", "h3"]]) rename(page, from, to);
  for (const list of [...page.body.querySelectorAll("ol[start]")]) counted(page, list);
  for (const row of page.body.querySelectorAll("tr")) flatten(page, row);
  for (const element of page.body.querySelectorAll(`[${STYLE}]`)) element.removeAttribute(STYLE);
  return { html: page.body.innerHTML, dropped };
}

// The pages forbid styles written into a tag, even in a text that is only being read: they are read under another name.
function unstyled(html) {
  return html
    .replace(/<style[\s\S]*?<\/style>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle(\s*=)/gi, ` ${STYLE}$1`));
}

function isDressed(element) {
  if (element.localName === "font") return true;
  const style = element.getAttribute(STYLE);
  if (!COLOURED.test(style)) return false;
  return !style.split(";").every((part) => !COLOURED.test(part) || /font-|^\s*$/.test(part) || PLAIN.test(part.split(":")[1] ?? ""));
}

function hideHidden(page) {
  const hidden = [...page.body.querySelectorAll(`[hidden], [${STYLE}]`)].filter(
    (element) => element.hidden || /display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden/i.test(element.getAttribute(STYLE)),
  );
  for (const element of hidden) element.remove();
  return hidden.length > 0;
}

// Word writes a list as paragraphs that begin with their own bullet.
function listsOfWord(page) {
  let list = null;
  for (const line of [...page.body.querySelectorAll("p[data-style*='mso-list'], p[class*='MsoListParagraph']")]) {
    const sign = [...line.querySelectorAll("[data-style*='mso-list:Ignore'], [data-style*='mso-list: Ignore']")];
    if (!sign.length) continue;
    const kind = /^\s*\(?[0-9a-z]{1,3}[.)]/i.test(sign[0].textContent) ? "ol" : "ul";
    for (const part of sign) part.remove();
    if (!list || list.localName !== kind || line.previousElementSibling !== list) {
      list = page.createElement(kind);
      line.before(list);
    }
    const item = page.createElement("li");
    item.append(...line.childNodes);
    list.append(item);
    line.remove();
  }
}

// Google Docs and Outlook say bold and italic by style.
function boldOfStyles(page) {
  for (const span of [...page.body.querySelectorAll(`span[${STYLE}], b[${STYLE}]`)]) {
    const style = span.getAttribute(STYLE);
    const normal = /font-weight\s*:\s*(normal|[1-4]00)/i.test(style);
    if (span.localName === "b" && normal) span.replaceWith(...span.childNodes);
    else if (/font-weight\s*:\s*(bold|[6-9]00)/i.test(style)) wrap(page, span, "strong");
    if (/font-style\s*:\s*italic/i.test(style)) wrap(page, span, "em");
  }
}

function wrap(page, element, tag) {
  const around = page.createElement(tag);
  around.append(...element.childNodes);
  element.append(around);
}

function rename(page, from, to) {
  for (const element of [...page.body.querySelectorAll(from)]) {
    const renamed = page.createElement(to);
    renamed.append(...element.childNodes);
    element.replaceWith(renamed);
  }
}

// A list that begins at another number keeps its numbers, as text.
function counted(page, list) {
  const first = Number(list.getAttribute("start"));
  list.removeAttribute("start");
  if (first === 1 || !Number.isInteger(first)) return;
  const lines = [...list.children].map((item, index) => {
    const line = page.createElement("p");
    line.append(`${first + index}. `, ...item.childNodes);
    return line;
  });
  list.replaceWith(...lines);
}

// A row of a table keeps its words, as one paragraph.
function flatten(page, row) {
  const line = page.createElement("p");
  const cells = [...row.children].map((cell) => cell.textContent.replace(/\s+/g, " ").trim());
  line.textContent = cells.filter(Boolean).join(" · ");
  const table = row.closest("table");
  if (table && line.textContent) table.before(line);
  row.remove();
  if (table && !table.querySelector("tr")) table.remove();
}
