// Every page: what a person types survives a closed tab and a dead line; dialogs open; toasts leave.
"use strict";

// A draft of a long text is kept in this browser until the form was sent; its name holds whose it is, because
// students share computers. `base` is the server's text that the draft was written over.
const keptDraft = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
};

for (const form of document.querySelectorAll("form[data-keep-as]")) {
  const key = `parasat:${form.dataset.keepAs}`;
  const text = form.querySelector("textarea");
  const base = text.defaultValue;
  const kept = keptDraft(key);
  const keep = () => localStorage.setItem(key, JSON.stringify({ text: text.value, base }));
  if (form.querySelector(".has-errors")) {
    keep();
  } else if (kept?.text === base) {
    localStorage.removeItem(key);
  } else if (kept?.base === base) {
    text.value = kept.text;
  } else if (kept) {
    // The server's text is newer, saved from elsewhere: neither takes the other's place unasked.
    const offer = document.getElementById(form.dataset.keptOffer);
    offer.hidden = false;
    offer.querySelector("button").addEventListener("click", () => {
      text.value = kept.text;
      keep();
      offer.hidden = true;
      text.focus();
    });
  }
  text.addEventListener("input", keep);
  form.addEventListener("submit", () => sessionStorage.setItem("parasat:sent", key));
}

// The form was sent and the server led us on: the draft has done its duty.
const sent = sessionStorage.getItem("parasat:sent");
sessionStorage.removeItem("parasat:sent");
if (sent && document.querySelector(".toast-success")) {
  localStorage.removeItem(sent);
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

// A tab of which a sliver can be seen counts as seen for the browser, and focus would stay out of sight.
document.addEventListener("focusin", (event) => {
  event.target.closest(".tabs a")?.scrollIntoView({ block: "nearest", inline: "nearest" });
});
