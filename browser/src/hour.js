// <time data-hour>14:32:05</time>: goes on from the server's hour. The browser's own clock is never asked: it may differ.

export function tickHour(page) {
  const shown = page.querySelector("[data-hour]");
  if (!shown) return;
  const [hours, minutes, seconds] = shown.textContent.trim().split(":").map(Number);
  const read = hours * 3600 + minutes * 60 + seconds;
  const since = performance.now();
  page.querySelectorAll("[data-still]").forEach((note) => note.remove());
  setInterval(() => {
    const now = Math.floor(read + (performance.now() - since) / 1000) % 86400;
    const told = [now / 3600, (now / 60) % 60, now % 60].map((part) => String(Math.floor(part)).padStart(2, "0")).join(":");
    if (told !== shown.textContent) shown.textContent = told;
  }, 100);
}
