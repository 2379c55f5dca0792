// Every page: what a person types survives a closed tab and a dead line; dialogs open; toasts leave.
"use strict";

// A draft of a long text is kept in this browser until the form was sent.
for (const form of document.querySelectorAll("form[data-keep-as]")) {
  const key = `parasat:${location.pathname}:${form.dataset.keepAs}`;
  const text = form.querySelector("textarea");
  const kept = localStorage.getItem(key);
  if (kept !== null && kept !== text.value && !form.querySelector(".has-errors")) {
    text.value = kept;
  }
  text.addEventListener("input", () => localStorage.setItem(key, text.value));
  form.addEventListener("submit", () => sessionStorage.setItem("parasat:sent", key));
}

// The form was sent and the server led us on: the draft has done its duty.
const sent = sessionStorage.getItem("parasat:sent");
if (sent && document.querySelector(".toast-success")) {
  localStorage.removeItem(sent);
  sessionStorage.removeItem("parasat:sent");
}

document.addEventListener("click", (event) => {
  const unfolder = event.target.closest("[data-unfolds]");
  if (unfolder) {
    document.getElementById(unfolder.dataset.unfolds).open = true;
  }
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    document.getElementById(opener.dataset.opens).showModal();
  }
});

for (const toast of document.querySelectorAll(".toast-success")) {
  setTimeout(() => toast.remove(), 6000);
}
