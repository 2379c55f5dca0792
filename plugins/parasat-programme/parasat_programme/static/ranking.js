// Dragging puts an elective to another place of the list; the buttons beside it do the same without a script.
(() => {
  "use strict";

  let dragged = null;

  const list = (event) => event.target.closest?.("[data-ranking]");
  const item = (event) => event.target.closest?.("[data-ranking] > li");

  const enable = () => {
    for (const each of document.querySelectorAll("[data-ranking] > li")) {
      each.draggable = true;
    }
  };

  const send = (ranking) => {
    const form = document.getElementById(ranking.dataset.ranking);
    const fields = form.querySelector("[data-order]");
    fields.replaceChildren(
      ...[...ranking.children].map((each) => {
        const field = document.createElement("input");
        field.type = "hidden";
        field.name = "wish";
        field.value = each.dataset.id;
        return field;
      }),
    );
    form.requestSubmit(form.querySelector("[data-send]"));
  };

  document.addEventListener("dragstart", (event) => {
    dragged = item(event);
    dragged?.classList.add("is-dragged");
  });

  document.addEventListener("dragover", (event) => {
    const over = item(event);
    if (!dragged || !list(event)) return;
    event.preventDefault();
    if (!over || over === dragged || over.parentElement !== dragged.parentElement) return;
    const middle = over.getBoundingClientRect().top + over.offsetHeight / 2;
    over.parentElement.insertBefore(dragged, event.clientY < middle ? over : over.nextSibling);
  });

  document.addEventListener("drop", (event) => {
    if (!dragged || !list(event)) return;
    event.preventDefault();
    send(dragged.parentElement);
  });

  document.addEventListener("dragend", () => {
    dragged?.classList.remove("is-dragged");
    dragged = null;
  });

  document.addEventListener("DOMContentLoaded", enable);
  document.addEventListener("htmx:afterSettle", enable);
})();
