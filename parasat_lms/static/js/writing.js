// A student's draft goes to the server while it is written; what could not be sent stays in this browser and is sent
// when the line is back. Nothing is overwritten silently: each save says which draft this window knew.
"use strict";

const PAUSE = 1500;
const AGAIN = 15000;

for (const form of document.querySelectorAll("form[data-saves-to]")) {
  const text = form.querySelector("textarea");
  const seen = form.elements.namedItem("seen");
  const key = form.dataset.keepAs && `parasat:${form.dataset.keepAs}`;
  const snapshot = () => JSON.stringify([text?.value, form.elements.namedItem("link")?.value]);
  let stored = text?.defaultValue;
  let saved = JSON.stringify([text?.defaultValue, form.elements.namedItem("link")?.defaultValue]);
  let timer, sending, stopped, leaving;

  const state = () => document.getElementById("draft-state");
  const say = (words) => {
    const line = document.createElement("p");
    line.className = "row-status is-problem";
    line.textContent = words;
    state().replaceChildren(line);
  };
  // The page's own script keeps the text over the draft that the page came with; by now the server holds a later one.
  const keep = () => {
    if (!key || !text) return;
    if (text.value === stored) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify({ text: text.value, base: stored }));
  };
  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(send, pause);
  };

  async function send() {
    clearTimeout(timer);
    if (sending || stopped || leaving || snapshot() === saved) return;
    sending = true;
    const sent = snapshot();
    const body = new FormData(form);
    // Files go with the buttons: sent along with every pause, they would cross a slow line again and again.
    body.delete("files");
    const words = body.get("text");
    try {
      const answer = await fetch(form.dataset.savesTo, {
        method: "POST",
        headers: { "HX-Request": "true" },
        body,
      });
      if (leaving) return;
      if (answer.status === 401) {
        say(form.dataset.wordsSignedOut);
        later(AGAIN);
      } else if (answer.ok || answer.status === 409 || answer.status === 422) {
        state().outerHTML = await answer.text();
        if (state().dataset.seen) seen.value = state().dataset.seen;
        if (answer.ok) {
          saved = sent;
          stored = words;
          keep();
        } else {
          // Two windows wrote, or it cannot be kept: from here a person decides with the buttons.
          stopped = "conflict" in state().dataset;
          saved = stopped ? saved : sent;
        }
      } else {
        throw new Error(answer.statusText);
      }
    } catch {
      say(form.dataset.wordsUnsaved);
      later(AGAIN);
    } finally {
      sending = false;
      if (!stopped && snapshot() !== sent) later(PAUSE);
    }
  }

  const count = document.querySelector("[data-words-of] .num");
  form.addEventListener("input", () => {
    keep();
    if (count && text) count.textContent = (text.value.match(/[\p{L}\p{N}]+(?:[-‑'’ʼ][\p{L}\p{N}]+)*/gu) ?? []).length;
    later(PAUSE);
  });
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
  });
  addEventListener("pageshow", () => (leaving = false));
  addEventListener("online", send);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") send();
  });
  // The browser held a text that the server has not: it goes up as soon as the page stands.
  if (snapshot() !== saved) later(PAUSE);
}
