/* Shows that a request is under way, and what to do if it fails. The texts are in <template> elements of the page. */
(() => {
  "use strict";
  const PATIENCE = 300;
  const idle = new WeakMap();
  const word = (name) => document.querySelector(`template[data-word=${name}]`).content.cloneNode(true);

  /* Forms: the pressed button shows it, and cannot be pressed twice; it stays focusable, and its value is sent. */
  document.addEventListener("submit", (event) => {
    const [form, button] = [event.target, event.submitter];
    if (form.hasAttribute("aria-busy")) event.preventDefault();
    if (event.defaultPrevented || form.method !== "post" || button?.formTarget === "_blank") return;
    form.setAttribute("aria-busy", "true");
    if (!button?.classList.contains("button")) return;
    idle.set(button, [...button.childNodes]);
    button.setAttribute("aria-disabled", "true");
    button.replaceChildren(word("busy"));
    if (button.dataset.busy) button.lastChild.textContent = button.dataset.busy;
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.querySelectorAll("form[aria-busy]").forEach((form) => form.removeAttribute("aria-busy"));
    document.querySelectorAll("button[aria-disabled]").forEach((button) => {
      if (!idle.has(button)) return;
      button.replaceChildren(...idle.get(button));
      button.removeAttribute("aria-disabled");
    });
  });

  /* Elements that htmx replaces. */
  const timers = new WeakMap();
  const clear = (part) => part.querySelectorAll(":scope > .waiting, :scope > .failed").forEach((old) => old.remove());
  function settle(part) {
    clearTimeout(timers.get(part));
    part.removeAttribute("aria-busy");
    clear(part);
  }
  function fail({ target, pathInfo, requestConfig }) {
    settle(target);
    target.prepend(word("failed"));
    target.firstElementChild.querySelector("a").href = requestConfig.verb === "get" ? pathInfo.finalRequestPath : location.href;
  }
  document.addEventListener("htmx:beforeRequest", ({ detail: { target } }) => {
    settle(target);
    target.setAttribute("aria-busy", "true");
    timers.set(target, setTimeout(() => target.prepend(word("waiting")), PATIENCE));
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target, pathInfo, requestConfig } = event.detail;
    settle(target);
    if (xhr.status >= 400 || new URL(xhr.responseURL).pathname === new URL(pathInfo.finalRequestPath, location).pathname) return;
    /* The answer came from another address, such as the sign-in: the whole page goes there, and comes back later. What
       somebody is typing stays. */
    event.detail.shouldSwap = false;
    if (requestConfig.verb === "get") location.assign(pathInfo.finalRequestPath);
    else fail(event.detail);
  });
  /* A list keeps its state only in the address of its page. htmx stores the address when it starts, in spite of its
     settings, so it is removed here. */
  sessionStorage.removeItem("htmx-current-path-for-history");
  document.addEventListener("htmx:afterSwap", ({ detail: { requestConfig, pathInfo } }) => {
    if (requestConfig.elt.hasAttribute("data-address")) history.replaceState(null, "", pathInfo.finalRequestPath);
  });
  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failure, ({ detail }) => fail(detail));
  }

  document.querySelector(".errors")?.focus();
})();
