// Ctrl K: go to a part, do what the page offers, or search. Results are the links that the search page marks data-result.

import { icon, make, say } from "./words.js";

const WAIT_MS = 220;
const SHOWN = 8;
const fold = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replaceAll("đ", "d");

function places() {
  const listed = document.getElementById("palette-places");
  return listed ? JSON.parse(listed.textContent).map((one) => ({ words: one.label, note: `g ${one.key}`, go: () => location.assign(one.url) })) : [];
}

function actsOfPage() {
  return [...document.querySelectorAll("[data-key]:not([disabled])")]
    .filter((one) => one.getClientRects().length)
    .map((one) => ({ words: one.getAttribute("aria-label") ?? one.textContent.replace(/\s+/g, " ").trim(), note: one.dataset.key, go: () => one.click() }));
}

function open() {
  if (document.querySelector("dialog[open]")) return;
  const search = document.querySelector("[data-search]");
  const searchPage = search?.form.action;
  const input = make("input", { class: "palette-input", type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "palette-list", "aria-label": say("palette"), placeholder: say("palette"), autocomplete: "off", spellcheck: "false" });
  const list = make("div", { class: "palette-list", id: "palette-list", role: "listbox", "aria-label": say("palette") });
  const foot = make("div", { class: "palette-foot" }, make("span", {}, make("kbd", {}, "↑"), " ", make("kbd", {}, "↓"), ` ${say("choose")}`), make("span", {}, make("kbd", {}, "Enter"), ` ${say("open")}`), make("span", {}, make("kbd", {}, "Esc"), ` ${say("close").toLowerCase()}`));
  const dialog = make("dialog", { class: "dialog dialog-wide palette", "aria-label": say("palette") }, input, list, foot);
  const fixed = [...actsOfPage(), ...places()];
  let found = [];
  let chosen = 0;
  let due;
  let asking;

  const offers = () => {
    const words = input.value.trim();
    const folded = fold(words);
    const fitting = fixed.filter((one) => fold(one.words).includes(folded));
    const searching = words && searchPage ? [{ words: `${say("search_for")} “${words}”`, note: "", go: () => location.assign(`${searchPage}?q=${encodeURIComponent(words)}`) }] : [];
    return [...fitting, ...found, ...searching];
  };
  const draw = () => {
    const shown = offers();
    chosen = Math.min(chosen, Math.max(0, shown.length - 1));
    list.replaceChildren(
      ...shown.map((one, place) => {
        const item = make("div", { class: "palette-item", role: "option", id: `palette-${place}`, "aria-selected": String(place === chosen) }, icon(one.note === "" ? "search" : "corner-down-left", "icon-small"), make("span", {}, one.words), make("span", { class: "muted" }, one.note));
        item.addEventListener("mousemove", () => {
          if (chosen !== place) {
            chosen = place;
            draw();
          }
        });
        item.addEventListener("click", () => run(one));
        return item;
      }),
    );
    input.setAttribute("aria-activedescendant", shown.length ? `palette-${chosen}` : "");
    list.children[chosen]?.scrollIntoView({ block: "nearest" });
  };
  const run = (one) => {
    dialog.close();
    one.go();
  };
  const look = async () => {
    asking?.abort();
    found = [];
    const words = input.value.trim();
    if (words.length < 2 || !searchPage) return draw();
    asking = new AbortController();
    try {
      const answer = await fetch(`${searchPage}?q=${encodeURIComponent(words)}`, { signal: asking.signal, headers: { "X-Requested-With": "palette" } });
      if (!answer.ok) return draw();
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      found = [...page.querySelectorAll("a[data-result]")].slice(0, SHOWN).map((link) => ({ words: link.textContent.replace(/\s+/g, " ").trim(), note: link.dataset.result, go: () => location.assign(link.getAttribute("href")) }));
    } catch (problem) {
      if (problem.name !== "AbortError" && !(problem instanceof TypeError)) throw problem; // typed on, or no network
    }
    return draw();
  };

  input.addEventListener("input", () => {
    chosen = 0;
    draw();
    clearTimeout(due);
    due = setTimeout(look, WAIT_MS);
  });
  input.addEventListener("keydown", (event) => {
    const shown = offers();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : -1) + shown.length) % Math.max(1, shown.length);
      draw();
    } else if (event.key === "Enter" && shown[chosen]) {
      event.preventDefault();
      run(shown[chosen]);
    }
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  draw();
  dialog.showModal();
  input.focus();
}

export function startPalette() {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
}
