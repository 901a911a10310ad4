// The script's sentences come with the page, in its language (components/script_words.html).

const kept = new Map();
for (const word of document.getElementById("script-words")?.content.querySelectorAll("[data-say]") ?? []) {
  kept.set(word.dataset.say, word.textContent);
}

export function say(key, values = {}) {
  return (kept.get(key) ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** An element with attributes and children; text goes in as text. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

const SPRITE = document.querySelector("svg.icon use")?.getAttribute("href")?.split("#")[0] ?? "";

export function icon(name, classes = "") {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("class", `icon ${classes}`.trim());
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `${SPRITE}#${name}`);
  drawing.append(use);
  return drawing;
}
