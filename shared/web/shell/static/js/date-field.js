/* A calendar beside a Jalali date field. The text field is what counts; keys follow the ARIA date picker pattern.
   The 33-year cycle is correct for the years 1178 to 1633; a browser test compares it with the server's calendar. */
(() => {
  "use strict";
  const [FIRST_YEAR, LAST_YEAR, WEEK, ROWS, FRIDAY] = [1300, 1500, 7, 6, 6];
  const isPersian = document.documentElement.lang === "fa";
  const shown = (text) => (isPersian ? String(text).replace(/\d/g, (digit) => "۰۱۲۳۴۵۶۷۸۹"[digit]) : String(text));
  const latin = (text) => text.replace(/[۰-۹٠-٩]/g, (digit) => digit.charCodeAt(0) & 15);

  /* Dates are converted to a running number of days; day 3 is a Saturday. */
  const count = (year, month, day) =>
    365 * (year - 1) + Math.floor((8 * year + 21) / 33) + 30 * (month - 1) + Math.min(month - 1, 6) + day;
  const lengthOf = (year, month) => (month < 12 ? count(year, month + 1, 1) : count(year + 1, 1, 1)) - count(year, month, 1);
  const weekday = (counted) => (counted + 4) % WEEK;
  const dateOf = (counted) => {
    const year = 1 + Math.floor((33 * (counted - 1) + 3) / 12053);
    let month = 12;
    while (count(year, month, 1) > counted) month -= 1;
    return { year, month, day: counted - count(year, month, 1) + 1 };
  };
  const read = (text) => {
    const [, year, , month, day] = (/^(\d{4})([/-])(\d{1,2})\2(\d{1,2})$/.exec(latin(text.trim())) ?? []).map(Number);
    const exists = year >= FIRST_YEAR && year <= LAST_YEAR && month >= 1 && month <= 12 && day >= 1 && day <= lengthOf(year, month);
    return exists ? count(year, month, day) : null;
  };
  const written = ({ year, month, day }) =>
    shown(`${year}/${String(month).padStart(2, "0")}/${String(day).padStart(2, "0")}`);
  const TODAY = read(document.currentScript.dataset.today);

  function attach(field) {
    const [input, opener, dialog] = ["input", "[data-open]", "dialog"].map((part) => field.querySelector(part));
    const [title, grid, body] = ["h2", "table", "tbody"].map((part) => dialog.querySelector(part));
    const months = dialog.dataset.months.split(" ");
    let at;

    function show(counted) {
      at = Math.min(Math.max(counted, count(FIRST_YEAR, 1, 1)), count(LAST_YEAR + 1, 1, 1) - 1);
      const { year, month } = dateOf(at);
      const name = `${months[month - 1]} ${shown(year)}`;
      if (title.textContent !== name) title.textContent = name;
      const [chosen, start] = [read(input.value), count(year, month, 1)];
      const first = start - weekday(start);
      body.replaceChildren(...Array.from({ length: ROWS }, (_, row) => {
        const line = document.createElement("tr");
        line.append(...Array.from({ length: WEEK }, (__, column) => cell(first + WEEK * row + column, month, chosen)));
        return line;
      }));
    }

    function cell(counted, month, chosen) {
      const [box, date] = [document.createElement("td"), dateOf(counted)];
      box.setAttribute("role", "gridcell");
      if (date.month !== month) return box;
      box.textContent = shown(date.day);
      box.dataset.day = counted;
      box.tabIndex = counted === at ? 0 : -1;
      box.setAttribute("aria-selected", counted === chosen);
      if (counted === TODAY) box.setAttribute("aria-current", "date");
      if (weekday(counted) === FRIDAY) box.className = "off";
      return box;
    }

    function go(counted) {
      show(counted);
      body.querySelector("[tabindex='0']").focus();
    }

    function byMonths(step) {
      const { year, month, day } = dateOf(at);
      const months = Math.min(Math.max(12 * year + month - 1 + step, 12 * FIRST_YEAR), 12 * LAST_YEAR + 11);
      const [there, then] = [Math.floor(months / 12), (months % 12) + 1];
      return count(there, then, Math.min(day, lengthOf(there, then)));
    }

    function choose(counted) {
      input.value = written(dateOf(counted));
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
      dialog.close();
    }

    const forward = getComputedStyle(grid).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const moves = {
      ArrowLeft: () => at + (forward === "ArrowLeft" ? 1 : -1),
      ArrowRight: () => at + (forward === "ArrowRight" ? 1 : -1),
      ArrowUp: () => at - WEEK,
      ArrowDown: () => at + WEEK,
      Home: () => at - weekday(at),
      End: () => at - weekday(at) + WEEK - 1,
      PageUp: (event) => byMonths(event.shiftKey ? -12 : -1),
      PageDown: (event) => byMonths(event.shiftKey ? 12 : 1),
    };

    grid.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.key === "Enter" || event.key === " ") choose(at);
      else if (moves[event.key]) go(moves[event.key](event));
      else return;
      event.preventDefault();
    });
    grid.addEventListener("click", (event) => {
      const day = event.target.closest("[data-day]");
      if (day) choose(Number(day.dataset.day));
    });
    dialog.addEventListener("click", (event) => {
      const pressed = event.target.closest("button");
      if (pressed?.dataset.move) show(byMonths(Number(pressed.dataset.move)));
      if (pressed?.hasAttribute("data-today")) go(TODAY);
      if (pressed?.hasAttribute("data-close")) dialog.close();
    });
    opener.addEventListener("click", () => {
      show(read(input.value) ?? TODAY);
      dialog.showModal();
      go(at);
    });
    opener.hidden = false;
  }

  if (!window.HTMLDialogElement) return;
  const attachWithin = (part) =>
    part.querySelectorAll("[data-open][hidden]").forEach((opener) => attach(opener.closest(".field-date")));
  attachWithin(document);
  document.addEventListener("htmx:load", (event) => attachWithin(event.target));
})();
