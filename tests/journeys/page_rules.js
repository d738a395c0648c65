// What axe does not look at, on the page as it stands: returns its faults in words. Given whether motion is unwanted.
(still) => {
  const faults = [];
  const all = [...document.body.querySelectorAll("*")];
  const named = (element) => {
    const words = element.getAttribute("aria-label") || element.name || element.textContent;
    return `${element.tagName.toLowerCase()}.${[...element.classList].join(".")} “${words.trim().slice(0, 40)}”`;
  };

  // Nothing is told by a distance alone: a moment that is "3 hours ago" also has its day and hour.
  const RELATIVE = /il y a \d|dans \d+ (minute|heure|jour)|à l’instant|\bago\b|\bin \d+ (minute|hour|day)|just now/;
  const ABSOLUTE = /\d{1,2}:\d{2}/;
  for (const time of document.querySelectorAll("time")) {
    if (!ABSOLUTE.test(time.textContent)) faults.push(`a time without its hour: ${time.textContent}`);
    if (!time.dateTime && !("hour" in time.dataset)) faults.push(`a time no machine reads: ${time.textContent}`);
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (!RELATIVE.test(text.data) || text.parentElement.closest("article, textarea, time")) continue;
    faults.push(`a distance without its moment: ${text.data.trim()}`);
  }

  // A state says its word and has its own shape; two states that differ differ without their colours.
  const shapes = new Map();
  for (const status of document.querySelectorAll(".status")) {
    const kind = [...status.classList].find((name) => name.startsWith("status-"));
    const mark = getComputedStyle(status, "::before");
    const seen = [mark.clipPath, mark.borderTopWidth, mark.borderRadius, mark.backgroundImage !== "none"].join(" ");
    if (!status.textContent.trim()) faults.push(`a state without a word: ${kind}`);
    if ((shapes.get(seen) ?? kind) !== kind) faults.push(`${kind} has the shape of ${shapes.get(seen)}`);
    shapes.set(seen, kind);
  }

  // So does what else a colour says: what is chosen among several, what was struck and added, a field that is wrong.
  for (const chosen of document.querySelectorAll('[aria-pressed="true"], nav [aria-current]')) {
    const others = [...chosen.closest("ul, ol, form, [role=toolbar]").querySelectorAll(chosen.tagName)];
    const other = others.find((one) => one.ariaPressed !== "true" && !one.ariaCurrent);
    if (other && drawn(chosen) === drawn(other)) faults.push(`chosen by its colour alone: ${named(chosen)}`);
  }
  for (const change of document.querySelectorAll("ins, del, mark")) {
    const style = getComputedStyle(change);
    const marked = style.textDecorationLine !== "none" || Number(style.fontWeight) >= 600;
    if (!marked) faults.push(`changed by its colour alone: ${named(change)}`);
  }
  for (const field of document.querySelectorAll('[aria-invalid="true"]')) {
    const told = (field.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id));
    if (!told.some((one) => one?.textContent.trim())) faults.push(`wrong without a word: ${named(field)}`);
  }

  // The keyboard goes as the page is read: in the order of the document, which nothing turns round.
  for (const element of all) {
    const style = getComputedStyle(element);
    if (element.tabIndex > 0) faults.push(`jumps the queue: ${named(element)}`);
    const elsewhere = style.order !== "0" || style.flexDirection.endsWith("reverse");
    if (elsewhere) faults.push(`shown elsewhere: ${named(element)}`);
    if (!still) continue;
    for (const part of [style, getComputedStyle(element, "::before"), getComputedStyle(element, "::after")]) {
      const moves = part.animationName !== "none" || /[1-9]/.test(part.transitionDuration);
      if (moves || part.scrollBehavior === "smooth") faults.push(`moves although nothing should: ${named(element)}`);
    }
  }
  if (still && document.getAnimations().length) faults.push("something moves although nothing should");

  // Whatever can hold the focus shows that it does: a ring of 2 pixels, 3:1 from what is behind it.
  const CAN_HOLD = 'a[href], button, summary, input, select, textarea, [contenteditable="true"], [tabindex]';
  const held = document.activeElement;
  for (const element of document.querySelectorAll(CAN_HOLD)) {
    if (element.disabled || element.tabIndex < 0 || !element.checkVisibility({ visibilityProperty: true })) continue;
    element.focus({ preventScroll: true, focusVisible: true });
    if (document.activeElement !== element) continue;
    const rings = [element, element.closest(".card, .rich")].filter(Boolean);
    if (!rings.some(isSeen)) faults.push(`no ring at the focus: ${named(element)}`);
  }
  document.activeElement?.blur();
  held?.focus({ preventScroll: true });
  return [...new Set(faults)];

  function drawn(element) {
    const style = getComputedStyle(element);
    return [style.fontWeight, style.textDecorationLine, getComputedStyle(element, "::before").content].join();
  }

  function isSeen(element) {
    const style = getComputedStyle(element);
    if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return false;
    return contrast(colourOf(style.outlineColor), groundOf(element.parentElement)) >= 3;
  }

  function groundOf(element) {
    for (let at = element; at; at = at.parentElement) {
      const colour = colourOf(getComputedStyle(at).backgroundColor);
      if (colour[3] === 1) return colour;
    }
    return colourOf(getComputedStyle(document.documentElement).colorScheme.includes("dark") ? "#000" : "#fff");
  }

  // Red, green, blue from 0 to 255 and how opaque, however the colour was written.
  function colourOf(written) {
    const numbers = written.match(/-?[\d.]+/g)?.map(Number) ?? [];
    if (written.startsWith("rgb")) return [...numbers, 1].slice(0, 4);
    const canvas = (colourOf.on ??= new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true }));
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = written;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, opaque] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, opaque / 255];
  }

  function contrast(one, other) {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  function luminance([...colour]) {
    const [red, green, blue] = colour.slice(0, 3).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }
}
