/* Keeps what is typed before it is saved: at the server, and in this browser while the server cannot be reached or the
   sign-in has ended. What lies in the browser is removed as soon as the server has it. */
(() => {
  "use strict";
  const PAUSE = 1_500;
  const AGAIN = 10_000;
  const LONGEST = 30 * 24 * 3_600_000;
  const NAMES = ["headline", "lead", "text", "topics", "publisher", "kind", "answers", "note"];

  function attach(box) {
    const form = box.closest("form");
    const { url, version, writer } = box.dataset;
    const words = JSON.parse(box.dataset.words);
    /* Somebody else who signs in at the same computer is not offered it. */
    const key = `writing:${writer}:${url}`;
    const [status, offer] = ["[data-status]", "[data-unsaved]"].map((part) => box.querySelector(part));
    let number = null;
    let timer;
    let isChanged = false;

    const typed = () => Object.fromEntries(NAMES.filter((name) => form.elements[name]).map((name) => [name, form.elements[name].value]));
    const say = (sentence, values = {}) => { status.textContent = writing.fill(sentence, values); };
    const time = (at) => writing.shown(new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Tehran" }));
    const local = {
      read: () => JSON.parse(localStorage.getItem(key) ?? "null"),
      keep: (fields) => localStorage.setItem(key, JSON.stringify({ ...fields, based_on: Number(version), at: new Date().toISOString() })),
      drop: () => localStorage.removeItem(key),
    };

    async function keep() {
      clearTimeout(timer);
      if (!isChanged) return;
      const fields = typed();
      isChanged = false;
      let answer;
      try {
        answer = await writing.ask(url, "PUT", { ...fields, based_on: Number(version), after: number });
      } catch {
        answer = { status: 0 };
      }
      if (answer.status === 200) {
        number = answer.data.number;
        local.drop();
        const others = answer.data.others;
        say(others.length ? words.others : words.kept, { time: time(answer.data.at), names: others.join("، ") });
      } else if (answer.status === 409) {
        local.keep(fields);
        say(words.elsewhere);
      } else if (answer.status === 422 || answer.status === 413) {
        local.keep(fields);
        say(words.tooLong);
      } else {
        local.keep(fields);
        isChanged = true;
        say(answer.status === 401 || answer.status === 403 ? words.signedOut : words.offline);
        timer = setTimeout(keep, AGAIN);
      }
    }
    function change() {
      isChanged = true;
      clearTimeout(timer);
      timer = setTimeout(keep, PAUSE);
    }
    function fillIn(fields) {
      for (const name of NAMES) {
        const field = form.elements[name];
        if (!field || fields[name] === undefined) continue;
        const editor = form.querySelector(`trix-editor[input="${field.id}"]`);
        if (editor) editor.editor.loadHTML(writing.forEditor(fields[name]));
        else field.value = fields[name];
      }
      change();
    }
    const same = (fields) => {
      const now = typed();
      const plain = (text) => (text ?? "").replace(/<[^>]*>|\s/g, "");
      return NAMES.every((name) => fields[name] === undefined || now[name] === undefined || plain(fields[name]) === plain(now[name]));
    };
    async function drop() {
      local.drop();
      offer.hidden = true;
      await writing.ask(url, "DELETE").catch(() => null);
      number = null;
    }
    async function look() {
      let kept = local.read();
      try {
        const answer = await writing.ask(url, "GET");
        if (answer.status === 200) {
          number = answer.data.number;
          if (!kept || answer.data.at > kept.at) kept = answer.data;
        }
      } catch { /* What lies in the browser is there all the same. */ }
      if (!kept) return;
      if (same(kept)) {
        await drop();
        return;
      }
      offer.querySelector("[data-when]").textContent = writing.fill(Number(version) > kept.based_on ? words.older : words.unsaved, { time: time(kept.at) });
      offer.querySelector("[data-take]").addEventListener("click", () => {
        offer.hidden = true;
        fillIn(kept);
        form.querySelector("[name=headline]")?.focus();
      });
      offer.querySelector("[data-drop]").addEventListener("click", drop);
      offer.hidden = false;
      const fold = box.closest("details");
      if (fold) fold.open = true;
    }

    form.addEventListener("input", change);
    form.addEventListener("trix-change", change);
    /* When the page goes, a request would be cut: what is not kept yet goes into the browser's own store. */
    addEventListener("pagehide", () => { if (isChanged) local.keep(typed()); });
    addEventListener("online", keep);
    form.addEventListener("submit", () => { if (isChanged) local.keep(typed()); clearTimeout(timer); });
    /* What the server refused stands in the form and nowhere else. */
    addEventListener("load", () => {
      isChanged = false;
      if ("typed" in box.dataset) change();
      else look();
    }, { once: true });
  }
  /* What was saved long ago and could not be cleared then. */
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("writing:") && Date.now() - Date.parse(JSON.parse(localStorage.getItem(key)).at) > LONGEST) localStorage.removeItem(key);
  }
  document.querySelectorAll("[data-copies]").forEach(attach);
})();
