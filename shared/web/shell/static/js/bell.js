/* The bell: shows how many notices are unread, as the notifier reports it while the page is visible. */
(() => {
  "use strict";
  const bell = document.querySelector(".bell[data-stream]");
  if (!bell) return;
  const TRY_AGAIN = 30000;
  const MOST = 99;
  const word = bell.dataset;
  const count = bell.querySelector(".count");
  const said = document.getElementById("bell-said");
  const isPersian = document.documentElement.lang === "fa";
  const digits = new Intl.NumberFormat(isPersian ? "fa-IR" : "en");
  const [comma, semicolon] = isPersian ? ["،", "؛"] : [",", ";"];
  let source = null;
  let known = null;
  let tries = 5;

  function show(number) {
    const words = `${digits.format(number)} ${word.unread}`;
    count.hidden = !number;
    count.textContent = number > MOST ? `${digits.format(MOST)}+` : digits.format(number);
    bell.setAttribute("aria-label", number ? `${word.label}${comma} ${words}` : word.label);
    if (known !== null && number > known) said.textContent = `${word.fresh}${semicolon} ${words}`;
    known = number;
  }
  function listen() {
    if (source || document.hidden) return;
    const mine = source = new EventSource(bell.dataset.stream);
    mine.onmessage = ({ data }) => {
      tries = 5;
      show(Number(data));
    };
    /* A browser reconnects by itself when a stream ends, but not after an error, e.g. while the notifier restarts. */
    mine.onerror = () => {
      if (mine.readyState !== EventSource.CLOSED || source !== mine) return;
      source = null;
      if (tries-- > 0) setTimeout(listen, TRY_AGAIN);
    };
  }
  function rest() {
    source?.close();
    source = null;
  }
  /* A hidden page needs no number: it holds no connection, and does not keep the sign-in alive. */
  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", listen);
  listen();
})();
