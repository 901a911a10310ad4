// Ticked rows and the bar that acts on them. Without a script the bar simply stands below the rows.

import { say } from "./words.js";

const boxes = (root) => [...root.querySelectorAll("input[type=checkbox]:not([data-select-all])")].filter((box) => box.closest("tr, li, .work-row, .work"));

export function countSelected(root) {
  const ticked = boxes(root).filter((box) => box.checked);
  for (const box of boxes(root)) box.closest("tr, li, .work-row, .work")?.toggleAttribute("data-selected", box.checked);
  const all = root.querySelector("[data-select-all]");
  if (all) {
    all.checked = ticked.length > 0 && ticked.length === boxes(root).length;
    all.indeterminate = ticked.length > 0 && !all.checked;
  }
  const bar = root.querySelector("[data-selection-bar]");
  if (bar) bar.hidden = ticked.length === 0;
  const count = root.querySelector("[data-selection-count]");
  if (count) count.textContent = say("selected", { count: ticked.length });
}

export function startSelection() {
  let last = null;
  document.addEventListener("click", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.type !== "checkbox") return;
    const root = box.closest("[data-selection]");
    if (!root) return;
    const rows = boxes(root);
    if (box.hasAttribute("data-select-all")) for (const one of rows) one.checked = box.checked;
    else if (event.shiftKey && last && rows.includes(last)) {
      const [from, to] = [rows.indexOf(last), rows.indexOf(box)].sort((a, b) => a - b);
      for (const one of rows.slice(from, to + 1)) one.checked = box.checked;
    }
    last = box;
    countSelected(root);
  });
}
