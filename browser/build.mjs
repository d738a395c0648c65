// Makes static/build from src: app.js, writing.js (the editor, loaded by its page alone), app.css with its icons, and the fonts the documents embed. Needs no network.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static", "build");
const faces = ["DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique", "DejaVuSansMono"];

function bundle(source, target) {
  buildSync({
    entryPoints: [join(here, "src", source)],
    outfile: join(out, target),
    absWorkingDir: here,
    bundle: true,
    minify: true,
    target: ["es2020", "chrome105", "firefox110", "safari16"],
    logLevel: "warning",
  });
}

// The pages forbid images written into the style sheet (data:), so each becomes a file beside it.
function moveIconsOut(sheet) {
  const text = readFileSync(sheet, "utf8").replace(/url\((["']?)data:image\/svg\+xml,(.*?)\1\)/g, (_, quote, data) => {
    const icon = decodeURIComponent(data);
    const name = `${createHash("sha256").update(icon).digest("hex").slice(0, 12)}.svg`;
    writeFileSync(join(out, "icons", name), icon);
    return `url(icons/${name})`;
  });
  if (text.includes("data:")) throw new Error("app.css still holds a data: address, which the pages forbid");
  writeFileSync(sheet, text);
}

rmSync(out, { recursive: true, force: true });
for (const folder of ["icons", "fonts"]) mkdirSync(join(out, folder), { recursive: true });
bundle("main.js", "app.js");
bundle("writing/main.js", "writing.js");
bundle("style/main.css", "app.css");
moveIconsOut(join(out, "app.css"));
for (const face of faces) {
  copyFileSync(join(here, "node_modules/dejavu-fonts-ttf/ttf", `${face}.ttf`), join(out, "fonts", `${face}.ttf`));
}
