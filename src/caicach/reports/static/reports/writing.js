// Puts a number of the list beside the page into the text where the cursor stands. Without this file its code is typed.

let field = null; // the one that was written in last

document.addEventListener("focusin", (event) => {
  if (event.target instanceof HTMLTextAreaElement && event.target.form?.querySelector("[name=muc]")) field = event.target;
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (!button) return;
  const open = field?.isConnected ? field : document.querySelector("form:has([name=muc]) textarea[name=added]");
  if (!open) return;
  open.focus();
  open.setRangeText(button.dataset.insert, open.selectionStart, open.selectionEnd, "end");
  open.dispatchEvent(new Event("input", { bubbles: true }));
});

const ready = () => {
  for (const button of document.querySelectorAll("[data-insert]")) {
    button.hidden = false;
    button.previousElementSibling?.classList.add("hidden-words");
  }
};
document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", ready) : ready();
