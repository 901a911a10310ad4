// A reader chooses the columns of a table marked data-columns; the choice stays in this browser.

import { make, say } from "./words.js";

export function readyTables(table) {
  const key = `columns:${table.dataset.columns}`;
  const heads = [...table.querySelectorAll("thead tr:last-child > th")];
  const hidden = new Set(JSON.parse(localStorage.getItem(key) ?? "[]"));
  const show = () => {
    for (const [place, head] of heads.entries()) {
      for (const row of table.rows) {
        const cell = row.cells[place];
        if (cell && cell.colSpan === 1) cell.hidden = hidden.has(head.textContent.trim());
      }
    }
  };
  show();
  const place = table.closest(".table-wrap")?.previousElementSibling;
  const bar = place?.matches(".toolbar") ? (place.querySelector(".toolbar-end") ?? place) : null;
  if (!bar || bar.querySelector("[data-column-menu]")) return;
  const list = make("div", { class: "menu-list" });
  for (const head of heads.slice(1)) {
    const name = head.textContent.trim();
    if (!name) continue;
    const box = make("input", { type: "checkbox", checked: !hidden.has(name) });
    box.addEventListener("change", () => {
      if (box.checked) hidden.delete(name);
      else hidden.add(name);
      localStorage.setItem(key, JSON.stringify([...hidden]));
      show();
    });
    list.append(make("label", { class: "menu-item" }, box, name));
  }
  bar.append(make("details", { class: "menu", "data-column-menu": true }, make("summary", { class: "btn btn-small" }, say("columns")), list));
}

/** A table wider than its place scrolls: then the arrow keys must reach it. */
export function readyScrollers(wrap) {
  new ResizeObserver(() => {
    if (wrap.scrollWidth > wrap.clientWidth) wrap.tabIndex = 0;
    else wrap.removeAttribute("tabindex");
  }).observe(wrap);
}
