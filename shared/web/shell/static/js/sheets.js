/* Draws pages that the server sent within the answer: the content policy allows no picture from an address made here. */
(() => {
  "use strict";
  async function draw(sheet) {
    const bytes = Uint8Array.from(atob(sheet.dataset.png), (letter) => letter.charCodeAt(0));
    sheet.removeAttribute("data-png");
    const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    [sheet.width, sheet.height] = [picture.width, picture.height];
    sheet.getContext("2d").drawImage(picture, 0, 0);
  }
  document.addEventListener("htmx:afterSwap", ({ target }) => target.querySelectorAll("canvas[data-png]").forEach(draw));
})();
