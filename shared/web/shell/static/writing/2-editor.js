/* The editor of an article's text (Trix), in place of the text area, and what is advised for a text. Without this script
   the text area works as it is. */
(() => {
  "use strict";
  document.addEventListener("trix-before-initialize", () => {
    const { blockAttributes } = Trix.config;
    blockAttributes.heading1 = { ...blockAttributes.heading1, tagName: "h2" };
    blockAttributes.heading2 = { ...blockAttributes.heading1, tagName: "h3" };
  }, { once: true });
  document.addEventListener("trix-file-accept", (event) => event.preventDefault());
  document.addEventListener("trix-before-paste", ({ paste }) => {
    if (paste.type === "text/html" && paste.html) paste.html = writing.forEditor(paste.html);
  });

  function attach(field) {
    const area = field.querySelector("textarea");
    const words = JSON.parse(field.dataset.words);
    const input = document.createElement("input");
    const toolbar = field.querySelector("template[data-toolbar]").content.firstElementChild.cloneNode(true);
    const editor = document.createElement("trix-editor");
    Object.assign(input, { type: "hidden", name: area.name, id: `${area.id}-value`, value: writing.forEditor(field.dataset.html) });
    toolbar.id = `${area.id}-toolbar`;
    for (const [name, value] of Object.entries({
      input: input.id, toolbar: toolbar.id, id: area.id, dir: "rtl", lang: "fa", class: "input input-tall prose",
      "aria-label": field.querySelector("label").textContent.trim(), "aria-multiline": "true",
    })) editor.setAttribute(name, value);
    for (const name of ["aria-describedby", "aria-invalid"]) if (area.hasAttribute(name)) editor.setAttribute(name, area.getAttribute(name));
    area.replaceWith(input, toolbar, editor);
    field.querySelector("label").addEventListener("click", () => editor.focus());

    const [panel, list, check] = ["[data-advice]", "[data-advice] ul", "[data-check]"].map((part) => field.querySelector(part));
    const headline = () => field.closest("form").elements.headline?.value ?? "";
    check.hidden = false;
    check.addEventListener("click", () => advise(true));
    editor.addEventListener("trix-paste", () => advise(false));

    async function advise(wasAsked) {
      let answer;
      try {
        answer = await writing.ask(field.dataset.adviceUrl, "POST", { headline: headline(), text: editor.value });
      } catch {
        answer = { status: 0 };
      }
      if (answer.status !== 200) {
        if (wasAsked) say(words.failed);
        return;
      }
      const { offers, hints } = answer.data;
      list.replaceChildren(
        ...offers.map((offer) => row(words[offer.kind], offer, { offers: [offer.kind] })),
        ...hints.map((hint) => row(words[hint.kind], { before: hint.found, after: hint.better, count: hint.count }, { hints: [{ found: hint.found, better: hint.better }] })),
      );
      if (offers.length + hints.length) show(true);
      else if (wasAsked) say(words.nothing);
      else show(false);
    }
    function row(title, { before, after, count }, accepted) {
      const item = field.querySelector("template[data-offer]").content.firstElementChild.cloneNode(true);
      const [name, old, arrow, better, accept, leave] = ["b", "del", "[data-arrow]", "ins", "[data-accept]", "[data-leave]"].map((part) => item.querySelector(part));
      name.textContent = count > 1 ? `${title} (${writing.shown(count)})` : title;
      old.textContent = before;
      better.textContent = after;
      if (!after) arrow.remove();
      accept.addEventListener("click", () => apply(item, accepted));
      leave.addEventListener("click", () => settle(item));
      return item;
    }
    async function apply(item, accepted) {
      let answer;
      try {
        answer = await writing.ask(field.dataset.textUrl, "POST", { headline: headline(), text: editor.value, ...accepted });
      } catch {
        answer = { status: 0 };
      }
      if (answer.status !== 200) {
        say(words.failed);
        return;
      }
      /* One entry of the history: one key takes it back. */
      editor.editor.recordUndoEntry(item.querySelector("b").textContent);
      editor.editor.setSelectedRange([0, Math.max(0, editor.editor.getDocument().getLength() - 1)]);
      editor.editor.insertHTML(writing.forEditor(answer.data.text));
      settle(item);
      say(words.done);
    }
    function settle(item) {
      const next = item.nextElementSibling ?? item.previousElementSibling;
      item.remove();
      if (next) next.querySelector("button").focus();
      else {
        show(false);
        editor.focus();
      }
    }
    function show(isOpen) {
      panel.hidden = !isOpen;
      if (isOpen) say("");
    }
    const status = field.querySelector("[data-said]");
    const say = (sentence) => { status.textContent = sentence; };
  }
  document.querySelectorAll("[data-editor]").forEach(attach);
})();
