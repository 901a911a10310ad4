// Builds src/caicach/web/static/dist from this folder: style sheet, scripts, icons and fonts, each under a name that
// holds its hash, and manifest.json, from which the template tags read those names.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const sources = join(here, "..", "src", "caicach");
const dist = join(sources, "web", "static", "dist");
const modules = join(here, "node_modules");

/** Icons that scripts or data name; those of templates are found by reading the templates. */
const ICONS_BY_NAME = ["calendar", "check", "circle-alert", "copy", "corner-down-left", "file", "info", "search", "triangle-alert", "undo-2", "x"];
const ICON_TAG = /(?:{%\s*icon\s+|{%\s*icon\s+icon_name\|default:|\bicon_name=)["']([a-z0-9-]+)["']/g;
const ICON_IN_PYTHON = /\bicon\s*=\s*["']([a-z0-9-]+)["']/g;

function filesBelow(folder, endings) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.includes(extname(entry.name)))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

function iconNames() {
  const names = new Set(ICONS_BY_NAME);
  for (const file of filesBelow(sources, [".html", ".py"])) {
    const text = readFileSync(file, "utf8");
    for (const [, name] of text.matchAll(ICON_TAG)) names.add(name);
    if (file.endsWith(".py")) for (const [, name] of text.matchAll(ICON_IN_PYTHON)) names.add(name);
  }
  return [...names].sort();
}

function sprite() {
  const symbols = iconNames().map((name) => {
    const file = join(modules, "lucide-static", "icons", `${name}.svg`);
    if (!existsSync(file)) throw new Error(`There is no icon “${name}” among Lucide's icons.`);
    const drawing = readFileSync(file, "utf8").replace(/<!--.*?-->/gs, "").replace(/^.*?<svg[^>]*>|<\/svg>\s*$/gs, "");
    return `<symbol id="${name}" viewBox="0 0 24 24">${drawing.replace(/\s+/g, " ").trim()}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`;
}

function hashedName(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
  return `${basename(name, extname(name))}.${hash}${extname(name)}`; // the form that whitenoise serves for ever
}

function styleSheet(folder) {
  const out = join(folder, "app.css");
  const cli = join(modules, "@tailwindcss", "cli", "dist", "index.mjs");
  const done = spawnSync(process.execPath, [cli, "--input", join(here, "app.css"), "--output", out, "--minify"], { cwd: here, encoding: "utf8" });
  if (done.status !== 0) throw new Error(done.stderr || "The style sheet could not be built.");
  return readFileSync(out, "utf8");
}

async function buildAll() {
  mkdirSync(dirname(dist), { recursive: true });
  const fresh = mkdtempSync(join(dirname(dist), ".dist-"));
  try {
    const manifest = {};
    const keep = (name, content) => {
      const named = hashedName(name, content);
      writeFileSync(join(fresh, named), content);
      manifest[name] = named;
      return named;
    };

    mkdirSync(join(fresh, "fonts"));
    const css = styleSheet(fresh).replaceAll(/url\(["']?fonts\/([\w-]+\.woff2)["']?\)/g, (_, name) => {
      const family = name.replace(/-(latin|vietnamese)-.*$/, "");
      const content = readFileSync(join(modules, "@fontsource", family, "files", name));
      const named = hashedName(name, content);
      writeFileSync(join(fresh, "fonts", named), content);
      manifest[`fonts/${name}`] = `fonts/${named}`;
      return `url(fonts/${named})`;
    });
    rmSync(join(fresh, "app.css"));
    keep("app.css", css);
    keep("icons.svg", sprite());
    for (const name of ["app", "charts"]) {
      const built = await build({
        entryPoints: [join(here, "src", `${name}.js`)],
        bundle: true,
        minify: true,
        format: "iife",
        target: ["chrome111", "firefox115", "safari16.4"],
        legalComments: "none",
        write: false,
        outdir: fresh,
      });
      keep(`${name}.js`, built.outputFiles[0].contents);
    }
    for (const file of readdirSync(join(here, "images"))) keep(file, readFileSync(join(here, "images", file)));
    for (const [module, file] of [["be-vietnam-pro", "LICENSE"], ["tinos", "LICENSE"], ["inter", "LICENSE"]]) {
      cpSync(join(modules, "@fontsource", module, file), join(fresh, "fonts", `${module}-${file}.txt`));
    }
    writeFileSync(join(fresh, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);

    chmodSync(fresh, 0o755); // a temporary folder is its owner's alone
    rmSync(`${dist}.old`, { recursive: true, force: true });
    if (existsSync(dist)) renameSync(dist, `${dist}.old`);
    renameSync(fresh, dist);
    rmSync(`${dist}.old`, { recursive: true, force: true });
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

await buildAll();
if (process.argv.includes("--watch")) {
  let due;
  const again = () => {
    clearTimeout(due);
    due = setTimeout(() => buildAll().then(() => console.log("built"), (problem) => console.error(problem.message)), 150);
  };
  for (const folder of [here, sources]) {
    watch(folder, { recursive: true }, (_, file) => {
      if (file && !/node_modules|static.dist|\.dist|__pycache__/.test(file) && /\.(css|js|mjs|svg|html|py)$/.test(file)) again();
    });
  }
  console.log("watching");
}
