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
    /* A text that nobody touched is sent as it came: the editor would write it in its own way. */
    let untouched = null;
    editor.addEventListener("trix-initialize", () => { untouched = editor.value; });
    field.closest("form").addEventListener("submit", () => { if (editor.value === untouched) input.value = area.value; });
    field.querySelector("label").addEventListener("click", () => editor.focus());

    const [panel, list, check, all] = ["[data-advice]", "[data-advice] ul", "[data-check]", "[data-all]"].map((part) => field.querySelector(part));
    const headline = () => field.closest("form").elements.headline?.value ?? "";
    /* What was declined is not offered again until somebody asks or pastes. */
    const declined = new Set();
    let offered = [];
    check.hidden = false;
    check.addEventListener("click", () => advise(words.nothing));
    all.addEventListener("click", () => apply(offered, 0));
    editor.addEventListener("trix-paste", () => advise(""));

    async function ask(url, accepted) {
      try {
        const answer = await writing.ask(url, "POST", { headline: headline(), text: editor.value, ...accepted });
        return answer.status === 200 ? answer.data : null;
      } catch {
        return null;
      }
    }
    /* otherwise: what is said when there is nothing to offer. */
    async function advise(otherwise) {
      declined.clear();
      if (await offer(otherwise)) return;
      if (otherwise) say(words.failed);
    }
    async function offer(said, place = null) {
      const found = await ask(field.dataset.adviceUrl);
      if (!found) return false;
      offered = [
        ...found.offers.map((each) => ({ ...each, key: each.kind, title: words[each.kind] })),
        ...found.hints.map(({ kind, found: before, better: after, count }) => ({ kind, before, after, count, key: `${before}→${after}`, title: words[kind], isHint: true })),
      ].filter(({ key }) => !declined.has(key));
      list.replaceChildren(...offered.map(row));
      all.hidden = offered.length < 2;
      panel.hidden = !offered.length;
      say(offered.length && place === null ? "" : said);
      if (place !== null) turnTo(place);
      return true;
    }
    function row(each) {
      const item = field.querySelector("template[data-offer]").content.firstElementChild.cloneNode(true);
      const [name, old, arrow, better, accept, leave] = ["b", "del", "[data-arrow]", "ins", "[data-accept]", "[data-leave]"].map((part) => item.querySelector(part));
      name.textContent = each.count > 1 ? `${each.title} (${writing.shown(each.count)})` : each.title;
      old.textContent = each.before;
      better.textContent = each.after;
      if (!each.after) arrow.remove();
      const place = () => [...list.children].indexOf(item);
      accept.addEventListener("click", () => apply([each], place()));
      leave.addEventListener("click", () => {
        const at = place();
        declined.add(each.key);
        offered = offered.filter(({ key }) => key !== each.key);
        item.remove();
        all.hidden = offered.length < 2;
        panel.hidden = !offered.length;
        turnTo(at);
      });
      return item;
    }
    /* What is accepted is one entry of the history: one key takes it back. What is left is looked for anew, since the
       same words may be gone by now, and others may have come. */
    async function apply(chosen, place) {
      const answer = await ask(field.dataset.textUrl, {
        offers: chosen.filter((each) => !each.isHint).map(({ kind }) => kind),
        hints: chosen.filter((each) => each.isHint).map(({ before, after }) => ({ found: before, better: after })),
      });
      if (!answer) {
        say(words.failed);
        return;
      }
      editor.editor.recordUndoEntry(chosen[0].title);
      editor.editor.setSelectedRange([0, Math.max(0, editor.editor.getDocument().getLength() - 1)]);
      editor.editor.insertHTML(writing.forEditor(answer.text));
      if (!(await offer(words.done, place))) say(words.failed);
    }
    function turnTo(place) {
      const next = list.children[place] ?? list.lastElementChild;
      if (next) next.querySelector("button").focus();
      else editor.focus();
    }
    const status = field.querySelector("[data-said]");
    const say = (sentence) => { status.textContent = sentence; };
  }
  document.querySelectorAll("[data-editor]").forEach(attach);
})();
