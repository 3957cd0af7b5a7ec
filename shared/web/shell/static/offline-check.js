/* Checks the signed statement of a letter's QR code in the browser, without any request: docs/adr/0043. */
(() => {
  "use strict";
  const page = document.querySelector("[data-statement]");
  const rules = JSON.parse(page.dataset.statement);
  const DAY = 86_400_000;
  const PAUSE = 150;
  const WIDEST = 1_600;
  const find = (name) => page.querySelector(`[data-part=${name}]`);
  class NotAStatement extends Error {}
  const must = (isTrue) => { if (!isTrue) throw new NotAStatement(); };

  /* Reading. */
  const ADDRESS = /^https?:\/\/[^/#]+\/v\/([0-9]+)#(.*)$/is;

  function bytesOf(signs) {
    const bytes = [];
    for (let at = 0; at < signs.length; at += 3) {
      const three = [...signs.slice(at, at + 3)].map((sign) => rules.signs.indexOf(sign));
      const value = three.reduceRight((sum, digit) => sum * rules.signs.length + digit, 0);
      must(three.length > 1 && !three.includes(-1) && value <= (three.length === 3 ? 0xffff : 0xff));
      if (three.length === 3) bytes.push(value >> 8);
      bytes.push(value & 0xff);
    }
    return Uint8Array.from(bytes);
  }

  function textOf(bytes) {
    let text = "";
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte >= 0x20 && byte < 0x7f) text += String.fromCharCode(byte);
      else if (byte >= 0x80) {
        must(byte - 0x80 < rules.letters.length);
        text += rules.letters[byte - 0x80];
      } else {
        const code = (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
        must(byte === 0x1b && at + 3 < bytes.length && code <= 0x10ffff);
        text += String.fromCodePoint(code);
        at += 3;
      }
    }
    return text;
  }

  function contentOf(bytes) {
    const number = (from, to) => bytes.slice(from, to).reduce((sum, byte) => sum * 256 + byte, 0);
    const texts = [];
    let at = 10;
    for (let each = 0; each < 5; each++) {
      const end = at + 1 + bytes[at];
      must(end <= bytes.length);
      texts.push(textOf(bytes.slice(at + 1, end)));
      at = end;
    }
    must(at === bytes.length);
    const [no, name, role, body, office] = texts;
    const until = number(8, 10);
    return {
      code: String(number(1, 6)).padStart(10, "0"), no, name, role, body, office, isSample: Boolean(bytes[0] & 0x80),
      dated: new Date(number(6, 8) * DAY), until: until ? new Date(until * DAY) : null,
    };
  }

  async function verified(text) {
    const [, code, token] = ADDRESS.exec(text.trim()) ?? [null, null, text.trim()];
    const raw = bytesOf(token);
    const message = raw.slice(0, -64);
    must(message.length > 5 && message[0] === rules.version);
    const id = [...message.slice(1, 5)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    must(Object.hasOwn(rules.keys, id));
    const { kty, crv, x, y } = rules.keys[id];
    const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
    const meant = new Uint8Array([...new TextEncoder().encode(rules.purpose), ...message]);
    must(await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, raw.slice(-64), meant));
    const statement = contentOf(message.slice(5));
    must(code === null || code === statement.code);
    return statement;
  }

  /* Showing. */
  const language = document.documentElement.lang;
  const days = new Intl.DateTimeFormat(`${language}-u-ca-persian`, { dateStyle: "long", timeZone: "UTC" });
  const inDigits = (text) => language === "fa" ? text.replace(/[0-9]/g, (digit) => "۰۱۲۳۴۵۶۷۸۹"[digit]) : text;

  function show(name, facts = {}) {
    const answer = page.querySelector(`template[data-answer=${name}]`).content.cloneNode(true);
    for (const [fact, value] of Object.entries(facts)) {
      for (const place of answer.querySelectorAll(`[data-fact=${fact}]`)) {
        if (value) place.textContent = value;
        else (place.closest("[data-row]") ?? place).remove();
      }
    }
    const link = answer.querySelector("[data-online]");
    if (link && facts.code) link.href = `/v/${facts.address}`;
    find("answer").replaceChildren(answer);
    find("answer").scrollIntoView({ block: "nearest" });
  }

  async function check(text) {
    if (!globalThis.crypto?.subtle) { show("no-crypto"); return; }
    try {
      const said = await verified(text);
      /* The last day ends at midnight in Tehran, which is half past eight in the evening of UTC. */
      const isOver = said.until && Date.now() >= said.until.getTime() + DAY - 3.5 * 3_600_000;
      show(isOver ? "over" : "signed", {
        name: said.name, office: said.office, post: [said.role, said.body].filter(Boolean).join(" "),
        number: inDigits(said.no), dated: days.format(said.dated), until: said.until && days.format(said.until),
        sample: said.isSample && find("sample").textContent, code: inDigits(said.code), address: said.code,
      });
    } catch (error) {
      if (!(error instanceof NotAStatement)) console.error(error);
      show(/^https?:\/\/[^/#]+\/v\/[0-9]+$/i.test(text.trim()) ? "no-statement" : "not-signed");
    }
  }

  /* Looking: by the browser's own reader of bar codes, or by the one that comes with this page. */
  const canvas = document.createElement("canvas");
  const ownReader = "BarcodeDetector" in globalThis
    ? BarcodeDetector.getSupportedFormats().then((all) => all.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null, () => null)
    : Promise.resolve(null);
  ownReader.then((reader) => {
    if (reader) return;
    const script = document.createElement("script");
    script.src = page.dataset.reader;
    document.head.append(script);
  });

  async function codeIn(picture, width, height) {
    const reader = await ownReader;
    if (reader) return (await reader.detect(picture))[0]?.rawValue ?? null;
    if (!globalThis.jsQR || !width) return null;
    const scale = Math.min(1, WIDEST / Math.max(width, height));
    [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return jsQR(pen.getImageData(0, 0, canvas.width, canvas.height).data, canvas.width, canvas.height)?.data || null;
  }

  const video = find("video");
  function stop() {
    for (const track of video.srcObject?.getTracks() ?? []) track.stop();
    video.srcObject = null;
    find("camera").hidden = true;
    find("open").hidden = false;
  }
  async function look() {
    if (!video.srcObject) return;
    const text = await codeIn(video, video.videoWidth, video.videoHeight).catch(() => null);
    if (!video.srcObject) return;
    if (text === null) { setTimeout(look, PAUSE); return; }
    stop();
    await check(text);
    find("open").focus();
  }
  find("open").addEventListener("click", async () => {
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      show("no-camera");
      return;
    }
    find("answer").replaceChildren();
    find("open").hidden = true;
    find("camera").hidden = false;
    find("stop").focus();
    await video.play();
    look();
  });
  find("stop").addEventListener("click", () => { stop(); find("open").focus(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) stop(); });

  find("picture").addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    if (!file) return;
    try {
      const picture = await createImageBitmap(file);
      const text = await codeIn(picture, picture.width, picture.height);
      picture.close();
      if (text === null) show("no-code"); else await check(text);
    } catch {
      show("no-code");
    }
    target.value = "";
  });
  find("pasted").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = find("text").value;
    if (text.trim()) check(text); else find("text").focus();
  });
  find("tools").hidden = false;
})();
