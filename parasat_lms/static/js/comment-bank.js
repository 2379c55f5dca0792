// The comment bank on the desk: it opens under a row's comment, by button or key, and writes where the caret is.
"use strict";

(() => {
  const form = document.getElementById("desk-form");
  const visited = new Set(); // fields in which the caret was put by somebody
  const rowOf = (element) => element.closest("fieldset.criterion");
  const opener = (row) => row.querySelector('button[formaction*="/comments"]');
  const field = (row) => row.querySelector(".criterion-comment textarea");
  const bank = (row) => row.querySelector(".bank");
  const choices = (row) => [...row.querySelectorAll(".bank-comment")];

  const show = (row, html) => {
    bank(row)?.remove();
    opener(row).parentElement.insertAdjacentHTML("afterend", html);
  };

  // What cannot be loaded says so where it would stand; a page of its own is one press further.
  const ask = async (row, options = {}, words = "") => {
    const address = new URL(opener(row).formAction, location.href);
    address.searchParams.set("level", row.querySelector('input[type="radio"]:checked')?.value || "");
    address.searchParams.set("q", words);
    const headers = { "HX-Request": "true", "X-CSRFToken": form.elements.csrf_token.value };
    const answer = await fetch(address, { headers, ...options }).catch(() => null);
    if (answer && (answer.ok || answer.status === 422)) {
      show(row, await answer.text());
      return true;
    }
    const line = document.createElement("p");
    line.className = "bank bank-status is-problem";
    line.setAttribute("role", "alert");
    line.textContent = answer?.status === 401 ? form.dataset.wordsSignedOut : form.dataset.wordsUnsaved;
    show(row, line.outerHTML);
    return false;
  };

  const close = (row) => {
    bank(row)?.remove();
    field(row).focus();
  };

  const open = async (row) => {
    row.querySelector("details.criterion-comment").open = true;
    if ((await ask(row)) && bank(row)) {
      (choices(row)[0] || bank(row).querySelector("[data-bank-search]")).focus();
      bank(row).scrollIntoView({ block: "nearest" });
    }
  };

  // At the caret, or behind what stands there: nothing is replaced, and no two words run together.
  const insert = (row, words) => {
    const text = field(row);
    const at = visited.has(text) ? text.selectionEnd : text.value.length;
    const [before, after] = [text.value.slice(0, at), text.value.slice(at)];
    const said = `${/\S$/.test(before) ? " " : ""}${words}${/^\S/.test(after) ? " " : ""}`;
    text.setRangeText(said, at, at, "end");
    visited.add(text);
    bank(row).remove();
    text.focus();
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const keep = async (row) => {
    const id = row.dataset.criterion;
    const body = new FormData();
    body.set("keep", id);
    body.set(`comment-${id}`, field(row).value);
    body.set(`language-${id}`, bank(row).querySelector("select").value);
    if (await ask(row, { method: "POST", body })) {
      bank(row).querySelector('button[name="keep"]').focus();
    }
  };

  form.addEventListener("focusin", (event) => event.target.matches("textarea") && visited.add(event.target));

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const row = button && rowOf(button);
    if (!row || !opener(row)) {
      return;
    }
    if (button === opener(row)) {
      bank(row) ? close(row) : open(row);
    } else if (button.name === "insert") {
      insert(row, button.querySelector(".bank-said").textContent);
    } else if (button.name === "keep") {
      keep(row);
    } else {
      return;
    }
    event.preventDefault();
  });

  let searching = 0;
  form.addEventListener("input", (event) => {
    if (!event.target.matches("[data-bank-search]")) {
      return;
    }
    const row = rowOf(event.target);
    const words = event.target.value;
    clearTimeout(searching);
    searching = setTimeout(async () => {
      const caret = event.target.selectionEnd;
      if (event.target.value === words && (await ask(row, {}, words))) {
        const search = bank(row).querySelector("[data-bank-search]");
        search.focus();
        search.setSelectionRange(caret, caret);
      }
    }, 300);
  });

  // Inside the bank the arrows walk through it and Escape leaves it; the desk's own keys rest meanwhile.
  form.addEventListener("keydown", (event) => {
    const row = event.target.closest(".bank") && rowOf(event.target);
    if (!row) {
      return;
    }
    const places = [bank(row).querySelector("[data-bank-search]"), ...choices(row)].filter(Boolean);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const onSearch = event.target.matches("[data-bank-search]");
    if (step && !event.target.matches("select")) {
      places[places.indexOf(event.target) + step]?.focus();
    } else if (event.key === "Escape") {
      close(row);
    } else if (event.key === "Enter" && onSearch) {
      choices(row)[0]?.focus();
    } else {
      if (event.target.matches("select")) {
        event.stopPropagation();
      }
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });

  // By place: the Kazakh layout has another letter there. Enter in a field of points means what it meant before.
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) {
      return;
    }
    const back = form.querySelector('button[value="return"]');
    if (event.key === "Enter" && back && event.target.matches('input[name^="points-"]')) {
      event.preventDefault();
      form.requestSubmit(back);
    }
    if (event.code !== "KeyB" || event.target.closest("textarea, input:not([type=radio]), select")) {
      return;
    }
    const row = form.querySelector("fieldset.criterion.is-current:not([disabled])");
    if (row && opener(row)) {
      event.preventDefault();
      open(row);
    }
  });
})();
