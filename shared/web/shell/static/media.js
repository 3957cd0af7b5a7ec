/* Uploads of the library in parts, by tus 1.0: several at once, each with its progress; a cut one goes on where it was.
   And the focal point of a picture, by click and by keyboard. Without this script the form sends one file. */
(() => {
  "use strict";
  const [PART, TRIES, PAUSE, MOVED] = [4 * 1024 * 1024, 6, 1500, 409];
  const TUS = { "Tus-Resumable": "1.0.0" };
  const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

  function attach(form) {
    const [input, list, drop] = ["input[type=file]", "[data-uploads]", "[data-drop]"].map((part) => form.querySelector(part));
    const words = form.dataset;
    input.multiple = true;
    form.querySelector("[data-drop-hint]").hidden = false;
    input.addEventListener("change", () => form.querySelector("[name=alt]").value.trim() || begin());
    form.addEventListener("submit", (event) => {
      if (!input.files.length) return;
      event.preventDefault();
      begin();
    });
    drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("drop-over"); });
    for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("drop-over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      input.files = event.dataTransfer.files;
      begin();
    });

    async function begin() {
      const files = [...input.files];
      const said = ["alt", "credit", "licence"].map((name) => [name, form.elements[name].value]);
      said.push(["decorative", form.elements.decorative.checked ? "1" : ""]);
      input.value = "";
      list.hidden = false;
      const ids = [];
      for (const file of files) {
        const id = await one(file, said, line(file));
        if (id) ids.push(id);
      }
      if (ids.length === files.length && ids.length) {
        location.href = words.then ? words.then + ids.join(",") : ids.length > 1 ? "/n/media" : `/n/media/${ids[0]}`;
      }
    }

    function line(file) {
      const [item, name, bar, text] = ["li", "bdi", "progress", "span"].map((tag) => document.createElement(tag));
      name.textContent = file.name;
      bar.max = file.size;
      bar.value = 0;
      bar.setAttribute("aria-label", file.name);
      text.textContent = words.uploading;
      item.append(name, bar, text);
      list.append(item);
      return { item, bar, say: (sentence) => { text.textContent = sentence; } };
    }

    async function one(file, said, shown) {
      const metadata = [["filename", file.name], ...said].map(([name, value]) => `${name} ${base64(value)}`).join(",");
      let address = "";
      for (let tried = 0; tried < TRIES; tried += 1) {
        try {
          if (!address) {
            const begun = await fetch("/api/news/uploads", { method: "POST", headers: { ...TUS, "Upload-Length": file.size, "Upload-Metadata": metadata } });
            if (!begun.ok) return failed(begun, shown);
            address = begun.headers.get("Location");
          }
          const stands = await fetch(address, { method: "HEAD", headers: TUS });
          if (!stands.ok) return failed(stands, shown);
          let at = Number(stands.headers.get("Upload-Offset"));
          while (at < file.size) {
            shown.say(words.uploading);
            const headers = { ...TUS, "Upload-Offset": at, "Content-Type": "application/offset+octet-stream" };
            const answer = await fetch(address, { method: "PATCH", headers, body: file.slice(at, at + PART) });
            if (answer.status === MOVED || answer.status >= 500) throw new Error(answer.status);
            if (!answer.ok) return failed(answer, shown);
            at = Number(answer.headers.get("Upload-Offset"));
            shown.bar.value = at;
            tried = 0;
          }
          shown.say(words.done);
          return address.split("/").pop();
        } catch {
          shown.say(words.cut);
          await wait(PAUSE * (tried + 1));
        }
      }
      shown.say(words.failed);
      return "";
    }

    async function failed(answer, shown) {
      const problem = await answer.json().catch(() => ({}));
      shown.item.classList.add("upload-failed");
      shown.say(problem.detail || problem.title || words.failed);
      return "";
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
})();
