// The marking desk by keyboard, and rows that wait for the line.
"use strict";

(() => {
  const form = document.getElementById("desk-form");
  const rows = () => [...form.querySelectorAll("fieldset.criterion:not([disabled])")];
  const radios = (row) => [...row.querySelectorAll('input[type="radio"]')];

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

  // By place: the Kazakh layout has letters where the figures are.
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

  // Another level has other points.
  form.addEventListener("change", (event) => {
    const points = event.target.type === "radio" && event.target.closest(".levels")?.querySelector('input[name^="points-"]');
    if (points) {
      points.value = "";
    }
  }, true);

  goTo(rows().find((row) => `#${row.id}` === location.hash) || rows().find((row) => !radios(row).some((radio) => radio.checked)) || rows()[0]);

  const place = (element) => element.closest("fieldset.criterion, .overall-comment") || form;
  const waiting = new Set(); // sent again
  const typing = new Set();
  let signedOut = false;
  let returnWhenSaved = null;

  const say = (element, words, mark) => {
    const box = place(element);
    box.classList.toggle("is-saving", mark === "is-saving");
    box.classList.toggle("is-unsaved", mark === "is-unsaved");
    let line = box.querySelector(".row-status");
    if (!line) {
      line = document.createElement("p");
      line.className = "row-status";
      box.querySelector(".row-state").append(line);
    }
    line.setAttribute("role", mark === "is-unsaved" ? "alert" : "status");
    line.textContent = words;
  };

  // What could not be sent is kept in this browser too, with what was seen, for this teacher.
  const store = `parasat:desk:${form.dataset.assessor}:${location.pathname}${form.dataset.page || ""}`;
  const kept = () => JSON.parse(localStorage.getItem(store) || "{}");
  const keep = (changes) => {
    const left = Object.entries({ ...kept(), ...changes }).filter(([, value]) => value !== null);
    if (left.length) {
      localStorage.setItem(store, JSON.stringify(Object.fromEntries(left)));
    } else {
      localStorage.removeItem(store);
    }
  };
  const controls = (box) => [...box.querySelectorAll('input:checked, input[type="text"], textarea, input[name^="was-"]')];
  const keepRow = (box) => keep(Object.fromEntries(controls(box).map((control) => [control.name, control.value])));
  const forgetRow = (box) => keep(Object.fromEntries(controls(box).map((control) => [control.name, null])));

  const restore = () => {
    const changed = new Map();
    const seen = [];
    for (const [name, value] of Object.entries(kept())) {
      const control = [...form.elements].find((one) => one.name === name && (one.type !== "radio" || one.value === value));
      if (!control || control.matches(":disabled, [readonly]")) {
        keep({ [name]: null });
      } else if (control.type === "hidden") {
        seen.push([control, value]);
      } else if (control.type === "radio" ? !control.checked : control.value !== value) {
        control.checked = true;
        control.value = value;
        control.closest("details")?.setAttribute("open", "");
        changed.set(place(control), control);
      }
    }
    seen.filter(([control]) => changed.has(place(control))).forEach(([control, value]) => (control.value = value));
    if (!changed.size) {
      localStorage.removeItem(store);
    }
    changed.forEach((control) => control.dispatchEvent(new Event("change", { bubbles: true })));
  };

  const fail = (element, words) => {
    waiting.add(element);
    returnWhenSaved = null;
    say(element, words, "is-unsaved");
    keepRow(place(element));
  };

  // A row is saved alone.
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
    const code = event.detail.xhr.status;
    signedOut ||= code === 400 || code === 401;
    fail(event.detail.elt, code === 401 ? form.dataset.wordsSignedOut : form.dataset.wordsUnsaved);
    if (code === 400) {
      setTimeout(sendAgain, 1000);
    }
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    const code = event.detail.xhr.status;
    if (event.detail.successful || code === 409 || code === 422) {
      waiting.delete(event.detail.elt);
      const box = place(event.detail.elt);
      box.classList.remove("is-saving");
      box.classList.toggle("is-unsaved", code === 422);
      box.classList.toggle("is-conflict", code === 409);
      box.classList.toggle("is-marked", radiosChecked(box));
      if (event.detail.successful) {
        forgetRow(box);
      } else {
        returnWhenSaved = null;
        keepRow(box);
      }
    }
  });
  // The next work is fetched ahead, once; where a form leads is never taken from the cache, so this one is sent apart.
  let ahead = "";
  const fetchNext = () => {
    if (!ahead && form.dataset.next && rows().every(radiosChecked)) {
      ahead = form.dataset.next;
      fetch(ahead, { headers: { Purpose: "prefetch" } }).catch(() => {});
    }
  };
  const sendApart = async (button) => {
    const body = new FormData(form, button);
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
    if (answer?.type === "opaqueredirect") {
      location.assign(ahead);
    } else {
      ahead = form.dataset.next = "";
      form.requestSubmit(button);
    }
  };
  window.addEventListener("load", fetchNext);
  form.addEventListener("htmx:afterSettle", () => {
    fetchNext();
    if (returnWhenSaved && !saving() && !waiting.size) {
      form.requestSubmit(returnWhenSaved);
    }
  });

  const saving = () => form.querySelector(".is-saving");
  const radiosChecked = (box) => Boolean(box.querySelector('input[type="radio"]:checked'));

  const renew = async () => {
    const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
    if (!answer) {
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("desk-form");
    if (fresh?.dataset.assessor !== form.dataset.assessor) {
      waiting.forEach((element) => say(element, form.dataset.wordsSignedOut, "is-unsaved"));
      return;
    }
    const token = fresh.querySelector('input[name="csrf_token"]').value;
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
    for (const field of document.querySelectorAll('input[name="csrf_token"]')) {
      field.value = token;
    }
    signedOut = false;
  };

  const sendAgain = async () => {
    if (!waiting.size || !navigator.onLine) {
      return;
    }
    if (signedOut) {
      await renew();
    }
    if (signedOut) {
      return;
    }
    for (const element of [...waiting]) {
      waiting.delete(element);
      element.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };

  window.addEventListener("load", restore);
  window.addEventListener("online", sendAgain);
  window.addEventListener("focus", sendAgain);
  setInterval(sendAgain, 3000);

  form.addEventListener("input", (event) => event.target.matches("textarea") && typing.add(event.target));
  form.addEventListener("change", (event) => typing.delete(event.target));
  form.addEventListener("focusout", (event) => typing.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    if (!form.dataset.sent && (waiting.size || typing.size || saving())) {
      event.preventDefault();
    }
  });

  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("hx-post")) {
      return;
    }
    const unsaved = form.querySelector(".is-unsaved");
    if (!navigator.onLine || waiting.size) {
      event.preventDefault();
      returnWhenSaved = null;
      const box = unsaved || current();
      say(box, signedOut ? form.dataset.wordsSignedOut : form.dataset.wordsUnsaved, "is-unsaved");
      box.scrollIntoView({ block: "nearest" });
      sendAgain();
    } else if (saving()) {
      event.preventDefault();
      returnWhenSaved = event.submitter;
    } else {
      form.dataset.sent = "yes";
      if (ahead && event.submitter?.value === "return") {
        event.preventDefault();
        sendApart(event.submitter);
      }
    }
  });
})();
