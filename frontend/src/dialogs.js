// Dialogs open from data-dialog; data-confirm asks before a form goes.

import { make, say } from "./words.js";

export function startDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog instanceof HTMLDialogElement) {
      event.preventDefault();
      dialog.showModal();
    }
    const closer = event.target.closest("dialog [data-close]");
    if (closer) {
      event.preventDefault();
      closer.closest("dialog").close();
    }
    if (event.target instanceof HTMLDialogElement && event.target.open) {
      const box = event.target.getBoundingClientRect();
      const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
      if (!inside) event.target.close();
    }
  });
}

/** Ask; resolves to whether the person agreed. */
export function ask(question, { action = say("confirm"), danger = false } = {}) {
  return new Promise((resolve) => {
    const dialog = make(
      "dialog",
      { class: "dialog", "aria-labelledby": "ask-title" },
      make(
        "form",
        { method: "dialog" },
        make("div", { class: "dialog-head" }, make("h2", { class: "dialog-title", id: "ask-title" }, say("confirm_title"))),
        make("div", { class: "dialog-body" }, make("p", {}, question)),
        make(
          "div",
          { class: "dialog-actions" },
          make("button", { class: "btn", value: "" }, say("cancel")),
          make("button", { class: `btn btn-primary${danger ? " btn-danger" : ""}`, value: "yes" }, action),
        ),
      ),
    );
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "yes");
      dialog.remove();
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

export function startConfirming() {
  // In the capture phase: before the guard against double sending and before htmx.
  document.addEventListener(
    "submit",
    async (event) => {
      const asker = [event.submitter, event.target].find((one) => one?.hasAttribute?.("data-confirm"));
      if (!asker || event.target.hasAttribute("data-confirmed")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const { submitter, target } = event;
      const agreed = await ask(asker.dataset.confirm, { action: asker.dataset.confirmAction, danger: submitter?.classList.contains("btn-danger") });
      if (!agreed) return;
      target.setAttribute("data-confirmed", "");
      target.requestSubmit(submitter);
      target.removeAttribute("data-confirmed");
    },
    true,
  );
}
