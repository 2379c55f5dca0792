// The list of a meeting: a tap that met no line is sent again with the next one, or when the line is back.
"use strict";

const list = document.querySelector("form.sheet");
const unsent = document.getElementById("unsent");

if (list) {
  const note = (lost) => {
    unsent.hidden = !lost;
  };
  list.addEventListener("htmx:sendError", () => note(true));
  list.addEventListener("htmx:timeout", () => note(true));
  list.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) {
      note(false);
    }
  });
  addEventListener("online", () => {
    if (!unsent.hidden) {
      htmx.trigger(list, "change");
    }
  });
}
