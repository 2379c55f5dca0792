// The rubric editor: a draft that survives a closed tab, one criterion at a time on a phone, dragging.
"use strict";

(() => {
  const editor = () => document.getElementById("rubric-editor");
  const key = () => `parasat:${editor().dataset.keepRubric}`;
  const left = new Set(["csrf_token", "do", "open", "show"]); // what is no text of the teacher
  const entries = () => [...new FormData(editor())].filter(([name]) => !left.has(name));
  const textOf = (pairs) => JSON.stringify(pairs.filter(([name]) => name !== "base" && name !== "rubric"));

  // --- the draft -------------------------------------------------------------------------------------------

  const kept = () => {
    try {
      return JSON.parse(localStorage.getItem(key()));
    } catch {
      return null;
    }
  };
  const notice = document.getElementById("kept-rubric");
  const opened = textOf(entries());
  let leaving = false;

  const keep = () => {
    if (notice?.hidden !== false) {
      localStorage.setItem(key(), JSON.stringify(entries()));
    }
  };

  if (notice && kept() && textOf(kept()) !== opened) {
    notice.hidden = false;
    notice.querySelector('[data-draft="restore"]').addEventListener("click", () => {
      const form = document.createElement("form");
      const fields = [...kept(), ["do", "check"], ["csrf_token", editor().elements.csrf_token.value]];
      form.method = "post";
      form.action = editor().action;
      for (const [name, value] of fields) {
        const field = document.createElement("textarea");
        field.name = name;
        field.value = value;
        form.append(field);
      }
      form.hidden = true;
      document.body.append(form);
      leaving = true;
      form.submit();
    });
    notice.querySelector('[data-draft="forget"]').addEventListener("click", () => {
      localStorage.removeItem(key());
      notice.hidden = true;
    });
  }

  document.addEventListener("input", (event) => event.target.closest("#rubric-editor") && keep());
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "rubric-editor") {
      return;
    }
    leaving = true;
    if (event.submitter?.value.startsWith("save")) {
      localStorage.setItem(key(), JSON.stringify(entries()));
      sessionStorage.setItem("parasat:sent", key()); // app.js forgets the draft once the server has it
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && textOf(entries()) !== opened) {
      event.preventDefault();
    }
  });

  // --- what is unfolded --------------------------------------------------------------------------------------

  const cards = () => [...document.querySelectorAll("#rubric-editor .criterion-card")];
  const narrow = window.matchMedia("(max-width: 47.99rem)");
  document.addEventListener("formdata", (event) => {
    if (event.target.id === "rubric-editor") {
      cards().filter((card) => card.open).forEach((card) => event.formData.append("open", card.dataset.key));
    }
  });
  document.addEventListener("toggle", (event) => {
    if (narrow.matches && event.target.open && event.target.matches(".criterion-card")) {
      cards().filter((card) => card !== event.target).forEach((card) => (card.open = false));
    }
  }, true);

  // --- moving ----------------------------------------------------------------------------------------------

  let dragged = null;
  const itemOf = (element) => element.closest(".level-slot, .criterion-card");
  const prepare = () => {
    document.querySelectorAll("#rubric-editor [data-grip]").forEach((grip) => {
      grip.hidden = false;
      grip.draggable = true;
    });
  };
  document.addEventListener("dragstart", (event) => {
    if (event.target.matches?.("[data-grip]")) {
      dragged = itemOf(event.target);
      dragged.classList.add("is-dragged");
      event.dataTransfer.effectAllowed = "move";
    }
  });
  document.addEventListener("dragover", (event) => {
    let over = dragged && itemOf(event.target);
    while (over && over.parentElement !== dragged.parentElement) {
      over = over.parentElement.closest(".level-slot, .criterion-card");
    }
    if (over) {
      event.preventDefault();
      const box = over.getBoundingClientRect();
      over.parentElement.insertBefore(dragged, event.clientY < box.top + box.height / 2 ? over : over.nextSibling);
    }
  });
  document.addEventListener("dragend", () => {
    if (dragged) {
      dragged.classList.remove("is-dragged");
      dragged = null;
      keep();
      editor().dispatchEvent(new Event("input", { bubbles: true }));
    }
  });

  // After a step the form is a new one: what was kept is what stands now, and the keyboard goes on where it was.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt?.id === "rubric-editor" || event.target.id === "rubric-editor") {
      prepare();
      keep();
      if (document.activeElement === document.body) {
        document.querySelector("#rubric-editor .criterion-card[open] > summary")?.focus({ preventScroll: true });
      }
    }
  });
  prepare();
})();
