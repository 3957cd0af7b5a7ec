/* What is pasted, in the form that the editor takes: paragraphs stand in one <div> with two <br> between them. Words of
   tables stay apart. What the editor does not know becomes a paragraph; nothing readable is dropped. */
const writing = (() => {
  "use strict";
  const INLINE = { A: "a", B: "strong", STRONG: "strong", I: "em", EM: "em", S: "del", DEL: "del", STRIKE: "del" };
  const HEADINGS = { H1: "h2", H2: "h2", H3: "h3", H4: "h3", H5: "h3", H6: "h3" };
  const UNREAD = new Set(["SCRIPT", "STYLE", "TEMPLATE", "IFRAME", "NOSCRIPT", "HEAD", "TITLE", "META", "LINK", "OBJECT"]);
  const BLOCKS = "p,div,ul,ol,li,table,tr,blockquote,section,article,header,footer,main,figure,figcaption,pre,h1,h2,h3,h4,h5,h6,dl,dt,dd,address,hr";
  const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

  /* The content policy would complain of styles that come along, even where nobody looks at them. */
  /* Word writes an item of a list as a paragraph, whose mark is known by its style alone. */
  const marked = (html) => html.replace(/<span\s[^>]*mso-list:\s*Ignore[^>]*>/gi, "<span data-mark>");
  const unstyled = (html) => marked(html).replace(/<style[\s>][\s\S]*?<\/style\s*>/gi, "").replace(/\sstyle\s*=\s*(?:"[^"]*"|'[^']*')/gi, "");

  function forEditor(html) {
    const parts = [];
    let line = "";
    let within = 0;
    const end = () => {
      if (within) {
        if (line.trim()) line += "<br>";
        return;
      }
      const text = line.replace(/^(?:\s|<br>)+|(?:\s|<br>)+$/g, "");
      if (text.replace(/<[^>]*>/g, "").trim()) parts.push({ text });
      line = "";
    };
    const inline = (node) => {
      const before = line;
      line = "";
      within += 1;
      for (const child of node.childNodes) add(child);
      within -= 1;
      const said = line.replace(/(?:<br>|\s)+$/, (gap) => (/<br>/.test(gap) ? "" : " "));
      line = before;
      return said;
    };
    function add(node) {
      if (node.nodeType === Node.TEXT_NODE) {
        const isPre = node.parentElement?.closest("pre");
        line += isPre ? escaped(node.data).replace(/\r?\n/g, "<br>") : escaped(node.data).replace(/[ \t\r\n]+/g, " ");
      } else if (node.nodeType === Node.ELEMENT_NODE && !UNREAD.has(node.tagName)) element(node);
    }
    function listed(list, items) {
      const last = parts.at(-1);
      if (last?.list === list) last.items.push(...items);
      else parts.push({ list, items });
    }
    function element(node) {
      const name = node.tagName;
      const mark = name === "P" && node.querySelector("[data-mark]");
      if (mark) {
        end();
        mark.remove();
        const said = inline(node).trim();
        if (said) listed(/^\s*[\d۰-۹]/.test(mark.textContent) ? "ol" : "ul", [said]);
      } else if (name === "BR") line += "<br>";
      else if (name === "IMG") line += escaped(node.alt ?? "");
      else if (name in HEADINGS) {
        end();
        const said = inline(node).replace(/<br>/g, " ").trim();
        if (said) parts.push({ block: `<${HEADINGS[name]}>${said}</${HEADINGS[name]}>` });
      } else if (name === "UL" || name === "OL") {
        end();
        const items = [...node.children].map((item) => inline(item).trim()).filter(Boolean);
        if (items.length) parts.push({ list: name.toLowerCase(), items });
      } else if (name === "BLOCKQUOTE") {
        end();
        const said = forEditor(node.innerHTML).replace(/<\/?div>/g, "");
        if (said) parts.push({ block: `<blockquote>${said}</blockquote>` });
      } else if (name === "TD" || name === "TH") {
        if (line.trim()) line += " | ";
        line += inline(node).replace(/(?:<br>|\s)+/g, " ").trim();
      } else if (name in INLINE && !node.querySelector(BLOCKS)) {
        const said = inline(node);
        const link = name === "A" && /^(?:https?|mailto|tel):/i.test(node.getAttribute("href") ?? "") ? ` href="${escaped(node.getAttribute("href"))}"` : "";
        line += said.trim() && (name !== "A" || link) ? `<${INLINE[name]}${link}>${said}</${INLINE[name]}>` : said;
      } else if (node.matches(BLOCKS)) {
        end();
        for (const child of node.childNodes) add(child);
        end();
      } else for (const child of node.childNodes) add(child);
    }
    for (const child of new DOMParser().parseFromString(unstyled(html), "text/html").body.childNodes) add(child);
    end();
    for (const part of parts) if (part.list) part.block = `<${part.list}>${part.items.map((item) => `<li>${item}</li>`).join("")}</${part.list}>`;
    let written = "";
    for (const [place, part] of parts.entries()) {
      if (part.block) written += part.block;
      else {
        if (place === 0 || parts[place - 1].block) written += "<div>";
        else written += "<br><br>";
        written += part.text;
        if (place + 1 === parts.length || parts[place + 1].block) written += "</div>";
      }
    }
    return written;
  }

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const isPersian = document.documentElement.lang === "fa";
  const shown = (text) => (isPersian ? String(text).replace(/\d/g, (digit) => "۰۱۲۳۴۵۶۷۸۹"[digit]) : String(text));
  async function ask(url, method, body) {
    const answer = await fetch(url, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
    });
    const data = answer.status === 204 ? null : await answer.json().catch(() => null);
    return { status: answer.status, data };
  }
  return { forEditor, fill, shown, ask };
})();
