// The marking desk by keyboard, and the queue of rows that wait for the line to come back.
"use strict";

(() => {
  const form = document.getElementById("desk-form");
  const rows = () => [...form.querySelectorAll("fieldset.criterion:not([disabled])")];
  const radios = (row) => [...row.querySelectorAll('input[type="radio"]')];

  // --- moving and choosing -----------------------------------------------------------------------------

  const current = () => form.querySelector("fieldset.criterion.is-current") || rows()[0];

  const makeCurrent = (row) => {
    for (const other of rows()) {
      other.classList.toggle("is-current", other === row);
    }
  };

  const goTo = (row) => {
    if (!row) {
      return;
    }
    const chosen = radios(row).find((radio) => radio.checked) || radios(row)[0];
    chosen.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    makeCurrent(row);
  };

  const step = (by) => goTo(rows()[rows().indexOf(current()) + by]);

  // Keys are told by their place on the keyboard: the Kazakh layout has letters where the figures are.
  const keyOf = (event) => (event.code.match(/^(?:Digit|Numpad)(\d)$/) || [])[1] || (event.code === "KeyN" ? "n" : "");

  const choose = (key) => {
    const row = current();
    const radio = row && radios(row).find((level) => level.dataset.key === key);
    if (!radio) {
      return;
    }
    if (!radio.checked) {
      radio.checked = true;
      radio.dispatchEvent(new Event("change", { bubbles: true }));
    }
    radio.focus({ preventScroll: true });
    step(1);
  };

  const openComment = () => {
    const comment = current()?.querySelector("details.criterion-comment");
    if (comment) {
      comment.open = true;
      comment.querySelector("textarea").focus();
    }
  };

  const submit = () => form.requestSubmit(form.querySelector('button[name="intent"][value="return"]'));

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) {
      return;
    }
    const field = event.target.closest("textarea, input:not([type=radio])");
    if (field) {
      if (event.key === "Escape") {
        field.blur();
        goTo(field.closest("fieldset.criterion") || current());
      }
      return;
    }
    const onControl = event.target.closest("a, button, summary, select");
    if (!event.shiftKey && keyOf(event)) {
      choose(keyOf(event));
    } else if (event.key === "ArrowDown") {
      step(1);
    } else if (event.key === "ArrowUp") {
      step(-1);
    } else if (event.key === "Enter" && !onControl && form.querySelector('button[value="return"]')) {
      submit();
    } else if (event.key === "?" || (event.shiftKey && event.code === "Slash")) {
      document.getElementById("keys").showModal();
    } else if (event.code === "KeyC") {
      openComment();
    } else {
      return;
    }
    event.preventDefault();
  });

  form.addEventListener("focusin", (event) => {
    const row = event.target.closest("fieldset.criterion");
    if (row) {
      makeCurrent(row);
    }
  });

  goTo(rows().find((row) => !radios(row).some((radio) => radio.checked)) || rows()[0]);

  // --- saving, and waiting for the line ------------------------------------------------------------------

  const place = (element) => element.closest("fieldset.criterion, .overall-comment") || form;
  const status = (element) => place(element).querySelector(".row-status");
  const waiting = new Set();

  const say = (element, words, mark) => {
    const box = place(element);
    box.classList.toggle("is-saving", mark === "is-saving");
    box.classList.toggle("is-unsaved", mark === "is-unsaved");
    let line = status(element);
    if (!line && words) {
      line = document.createElement("p");
      line.className = "row-status";
      line.setAttribute("role", "status");
      place(element).querySelector(".row-state").append(line);
    }
    if (line && words) {
      line.textContent = words;
    }
  };

  // What could not be sent is kept in this browser too: a phone may close the tab before the line is back.
  const store = `parasat:desk:${location.pathname}`;
  const kept = () => JSON.parse(localStorage.getItem(store) || "{}");
  const keep = (changes) => {
    const all = { ...kept(), ...changes };
    const left = Object.entries(all).filter(([, value]) => value !== null);
    if (left.length) {
      localStorage.setItem(store, JSON.stringify(Object.fromEntries(left)));
    } else {
      localStorage.removeItem(store);
    }
  };
  const controls = (box) => [...box.querySelectorAll("input:checked, input[type=text], textarea")];

  const fail = (element, words) => {
    waiting.add(element);
    say(element, words, "is-unsaved");
    keep(Object.fromEntries(controls(place(element)).map((control) => [control.name, control.value])));
  };

  const restore = () => {
    for (const [name, value] of Object.entries(kept())) {
      const control = [...form.elements].find((one) => one.name === name && (one.type !== "radio" || one.value === value));
      if (!control || control.matches(":disabled, [readonly]")) {
        keep({ [name]: null });
      } else if (control.type === "radio" ? !control.checked : control.value !== value) {
        if (control.type === "radio") {
          control.checked = true;
        } else {
          control.value = value;
        }
        control.dispatchEvent(new Event("change", { bubbles: true }));
      }
    }
  };

  // A row is saved alone: the rest of the form stays at home, because the way up is slow.
  form.addEventListener("htmx:configRequest", (event) => {
    const id = place(event.target).dataset.criterion || "overall";
    for (const name of [...event.detail.formData.keys()]) {
      if (!name.endsWith(id)) {
        event.detail.formData.delete(name);
      }
    }
  });

  form.addEventListener("htmx:beforeRequest", (event) => {
    say(event.detail.elt, form.dataset.wordsSaving, "is-saving");
  });
  form.addEventListener("htmx:sendError", (event) => fail(event.detail.elt, form.dataset.wordsUnsaved));
  form.addEventListener("htmx:timeout", (event) => fail(event.detail.elt, form.dataset.wordsUnsaved));
  form.addEventListener("htmx:responseError", (event) => {
    const signedOut = event.detail.xhr.status === 401;
    fail(event.detail.elt, signedOut ? form.dataset.wordsSignedOut : form.dataset.wordsUnsaved);
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    const code = event.detail.xhr.status;
    if (event.detail.successful || code === 409 || code === 422) {
      waiting.delete(event.detail.elt);
      const box = place(event.detail.elt);
      keep(Object.fromEntries(controls(box).map((control) => [control.name, null])));
      box.classList.remove("is-saving", "is-unsaved");
      box.classList.toggle("is-conflict", code === 409);
      box.classList.toggle("is-marked", radiosChecked(box));
    }
  });

  const radiosChecked = (box) => Boolean(box.querySelector('input[type="radio"]:checked'));

  // A save may be repeated: the server compares with what was on the screen and changes nothing twice.
  const sendAgain = () => {
    for (const element of [...waiting]) {
      waiting.delete(element);
      element.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };

  window.addEventListener("load", restore);
  window.addEventListener("online", sendAgain);
  window.addEventListener("focus", sendAgain);
  setInterval(sendAgain, 5000);
  window.addEventListener("beforeunload", (event) => {
    if (waiting.size && !form.dataset.sent) {
      event.preventDefault();
    }
  });

  // The whole form is sent with every row, so a row whose own save is still under way is not lost.
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) {
      event.preventDefault();
      say(form.querySelector("fieldset.criterion"), form.dataset.wordsUnsaved, "is-unsaved");
      return;
    }
    form.dataset.sent = "yes";
  });
})();
