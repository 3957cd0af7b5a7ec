/* Turns a confirmation into a dialog. Without this script it opens within the page. */
(() => {
  "use strict";
  let asked = 0;

  function attach(details) {
    const summary = details.querySelector("summary");
    const [dialog, opener] = [document.createElement("dialog"), document.createElement("button")];
    opener.type = "button";
    opener.className = summary.className;
    opener.setAttribute("aria-haspopup", "dialog");
    opener.append(...summary.childNodes);
    summary.remove();
    dialog.className = "dialog";
    dialog.append(...details.childNodes);
    const [question, consequence, keep] = ["h2", "[data-consequence]", "[data-keep]"].map((part) => dialog.querySelector(part));
    asked += 1;
    question.id = `asked-${asked}`;
    consequence.id = `consequence-${asked}`;
    dialog.setAttribute("aria-labelledby", question.id);
    dialog.setAttribute("aria-describedby", consequence.id);
    keep.hidden = false;
    keep.addEventListener("click", () => dialog.close());
    const first = dialog.querySelector("input:not([type=hidden]), textarea, select") ?? keep;
    opener.addEventListener("click", () => {
      dialog.showModal();
      first.focus();
    });
    details.replaceWith(opener, dialog);
  }

  if (!window.HTMLDialogElement) return;
  /* An open confirmation holds errors, to which the summary of the page links: it stays within the page. */
  const attachWithin = (part) => part.querySelectorAll("details.confirm:not([open])").forEach(attach);
  attachWithin(document);
  document.addEventListener("htmx:load", (event) => attachWithin(event.target));
})();
