/* Uploads of the library in parts, by tus 1.0: several at once or a folder, each with its progress; a cut one goes on where
   it was. And the focal point of a picture, by click and by keyboard. Without this script the form sends one file. */
(() => {
  "use strict";
  const [PART, TRIES, PAUSE, MOVED, FULL, GONE] = [4 * 1024 * 1024, 6, 1500, 409, 507, 410];
  const TUS = { "Tus-Resumable": "1.0.0" };
  const HIDDEN = /^(\.|Thumbs\.db$|desktop\.ini$)/i;
  let busy = 0; // uploads on their way; the page is not left for them
  const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  const online = () => navigator.onLine || new Promise((done) => window.addEventListener("online", done, { once: true }));

  /* What is dropped, folders with all that lies in them. It has to be asked for before the event is over. */
  async function dropped(transfer) {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
    if (!entries.some((entry) => entry && entry.isDirectory)) return [...transfer.files];
    return (await Promise.all(entries.filter(Boolean).map(within))).flat();
  }

  async function within(entry) {
    if (HIDDEN.test(entry.name)) return [];
    if (entry.isFile) return [await new Promise((done, failed) => entry.file(done, failed))];
    const reader = entry.createReader();
    const found = [];
    for (;;) {
      const some = await new Promise((done, failed) => reader.readEntries(done, failed)); // a hundred at a time
      if (!some.length) break;
      found.push(...some);
    }
    found.sort((one, other) => one.name.localeCompare(other.name, undefined, { numeric: true }));
    return (await Promise.all(found.map(within))).flat();
  }

  function attach(form) {
    const [input, list, drop] = ["input[type=file]", "[data-uploads]", "[data-drop]"].map((part) => form.querySelector(part));
    const words = form.dataset;
    const [arrived, failures] = [[], new Set()];
    let turn = Promise.resolve(); // one file after the other, however they were chosen
    input.multiple = true;
    form.querySelector("[data-drop-hint]").hidden = false;
    input.addEventListener("change", () => form.querySelector("[name=alt]").value.trim() || begin([...input.files]));
    form.addEventListener("submit", (event) => {
      if (!input.files.length) return;
      event.preventDefault();
      begin([...input.files]);
    });
    // A file that misses the frame would take the place of the page, with all that is typed there.
    const isOfFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
    window.addEventListener("dragover", (event) => {
      if (!isOfFiles(event)) return;
      event.preventDefault();
      drop.classList.add("drop-over");
    });
    window.addEventListener("dragleave", (event) => event.relatedTarget || drop.classList.remove("drop-over"));
    window.addEventListener("drop", async (event) => {
      if (!isOfFiles(event)) return;
      event.preventDefault();
      drop.classList.remove("drop-over");
      begin(await dropped(event.dataTransfer));
    });
    window.addEventListener("beforeunload", (event) => busy && event.preventDefault());

    function begin(files) {
      const said = ["alt", "credit", "licence"].map((name) => [name, form.elements[name].value]);
      said.push(["decorative", form.elements.decorative.checked ? "1" : ""]);
      input.value = "";
      list.hidden = false;
      for (const file of files) queue({ file, said, address: "", ...line(file) });
      list.scrollIntoView({ block: "nearest" });
    }

    function queue(upload) {
      busy += 1;
      turn = turn.then(async () => {
        const id = await one(upload);
        busy -= 1;
        if (id) {
          arrived.push(id);
          upload.name.replaceChildren(linked(`/n/media/${id}`, upload.file.name));
        } else {
          failures.add(upload);
        }
        if (!busy) leave();
      });
    }

    /* When all of them are there. What failed stays in sight, with a way on for the others. */
    function leave() {
      if (!arrived.length) return;
      const next = words.then ? words.then + arrived.join(",") : arrived.length > 1 ? words.many : `/n/media/${arrived[0]}`;
      if (!failures.size) {
        location.href = next;
        return;
      }
      let onward = list.querySelector(".upload-onward");
      if (!onward) {
        onward = document.createElement("li");
        onward.className = "upload-onward";
      }
      onward.replaceChildren(linked(next, words.onward));
      list.append(onward);
    }

    function linked(address, text) {
      const link = document.createElement("a");
      [link.href, link.textContent] = [address, text];
      return link;
    }

    function line(file) {
      const [item, name, bar, text, again] = ["li", "bdi", "progress", "span", "button"].map((tag) => document.createElement(tag));
      name.textContent = file.name;
      bar.max = file.size;
      bar.value = 0;
      bar.setAttribute("aria-label", file.name);
      [again.type, again.className, again.hidden, again.textContent] = ["button", "button button-secondary button-small", true, words.again];
      text.textContent = words.queued;
      item.append(name, bar, text, again);
      list.append(item);
      return { item, name, bar, again, say: (sentence) => { if (text.textContent !== sentence) text.textContent = sentence; } };
    }

    async function one(upload) {
      const { file, bar, say } = upload;
      if (!file.size) return failed(upload, words.empty);
      let said = "";
      for (let tried = 0; tried < TRIES; tried += 1) {
        try {
          say(words.uploading);
          if (!upload.address) {
            const begun = await fetch("/api/news/uploads", { method: "POST", headers: { ...TUS, "Upload-Length": file.size, "Upload-Metadata": metadata(upload) } });
            if (!begun.ok) await refused(begun);
            upload.address = begun.headers.get("Location");
          }
          const id = upload.address.split("/").pop();
          const stands = await fetch(upload.address, { method: "HEAD", headers: TUS });
          if (stands.status === GONE) {
            // It was finished, and only the answer was lost; or its day is over.
            if ((await fetch(`/api/news/media/${id}`)).ok) return done(upload, id);
            upload.address = "";
            throw new Error("gone");
          }
          if (!stands.ok) await refused(stands);
          let at = Number(stands.headers.get("Upload-Offset"));
          do {
            const headers = { ...TUS, "Upload-Offset": at, "Content-Type": "application/offset+octet-stream" };
            // With all of it there, an empty part asks for what failed last: to take it into the library.
            const answer = await fetch(upload.address, { method: "PATCH", headers, body: file.slice(at, at + PART) });
            if (!answer.ok) await refused(answer);
            at = Number(answer.headers.get("Upload-Offset"));
            bar.value = at;
            tried = 0;
          } while (at < file.size);
          return done(upload, id);
        } catch (error) {
          if (error.isFinal) return failed(upload, error.message, error.mayTryAgain);
          said = error.said || "";
          say(said || words.cut);
          await wait(PAUSE * (tried + 1));
          await online();
        }
      }
      return failed(upload, said || words.failed, true);
    }

    function metadata({ file, said }) {
      return [["filename", file.name], ...said].map(([name, value]) => `${name} ${base64(value)}`).join(",");
    }

    function done(upload, id) {
      upload.bar.value = upload.file.size;
      upload.say(words.done);
      return id;
    }

    /* What the service says; what may pass by itself is tried again, the rest is not. */
    async function refused(answer) {
      const problem = await answer.json().catch(() => ({}));
      const said = problem.detail || problem.title || words.failed;
      const isFinal = answer.status !== MOVED && (answer.status < 500 || answer.status === FULL);
      throw Object.assign(new Error(said), { said: answer.status === MOVED ? "" : said, isFinal, mayTryAgain: [401, 403, 429, FULL].includes(answer.status) });
    }

    function failed(upload, sentence, mayTryAgain = false) {
      upload.item.classList.add("upload-failed");
      upload.bar.hidden = true;
      upload.say(sentence);
      upload.again.hidden = !mayTryAgain;
      upload.again.onclick = () => {
        failures.delete(upload);
        upload.item.classList.remove("upload-failed");
        upload.bar.hidden = false;
        upload.again.hidden = true;
        queue(upload);
      };
      return "";
    }
  }

  /* The page of a picture that is being prepared: shown anew when it is ready, unless somebody types there. */
  async function prepared(part) {
    let isTyped = false;
    document.addEventListener("input", () => { isTyped = true; }, { once: true });
    for (let tried = 0; tried < 120; tried += 1) {
      await wait(1000);
      const found = await fetch(`/api/news/media/${part.dataset.preparing}`).then((answer) => answer.json()).catch(() => ({}));
      if (found.state && found.state !== "preparing") {
        if (isTyped || busy) part.textContent = part.dataset.ready;
        else location.reload();
        return;
      }
    }
  }

  function focal(part) {
    const [stage, mark] = [".focus-stage", ".focus-mark"].map((name) => part.querySelector(name));
    const [across, down] = ["focus_x", "focus_y"].map((name) => part.querySelector(`[name=${name}]`));
    const show = () => {
      mark.style.left = `${across.value}%`;
      mark.style.top = `${down.value}%`;
    };
    mark.hidden = false;
    part.querySelector("[data-focus-hint]").hidden = false;
    for (const range of [across, down]) range.addEventListener("input", show);
    stage.addEventListener("click", (event) => {
      const box = stage.getBoundingClientRect();
      across.value = Math.round((100 * (event.clientX - box.left)) / box.width);
      down.value = Math.round((100 * (event.clientY - box.top)) / box.height);
      show();
    });
    show();
  }

  document.querySelectorAll("[data-upload]").forEach(attach);
  document.querySelectorAll("[data-focus]").forEach(focal);
  document.querySelectorAll("[data-preparing]").forEach(prepared);
})();
