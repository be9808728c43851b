// Suggestions while somebody types: a combobox with a list and manual selection,
// as the ARIA Authoring Practices describe it. Without this script the field is
// a search field.
(() => {
  const field = document.querySelector("[data-suggestions]");
  if (!field) return;
  const pause = 80;

  const list = document.createElement("ul");
  list.id = "suggestions";
  list.className = "bw-suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.suggestionsLabel);
  list.hidden = true;
  const status = document.createElement("p");
  status.className = "bw-visually-hidden";
  status.setAttribute("role", "status");
  field.after(list, status);

  // A search field may not be a combobox.
  field.type = "text";
  field.enterKeyHint = "search";
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");

  let hrefs = [];
  let chosen = -1;
  let waiting;
  let asking;

  const close = () => {
    clearTimeout(waiting);
    asking?.abort();
    choose(-1);
    list.hidden = true;
    status.textContent = "";
    field.setAttribute("aria-expanded", "false");
  };

  const choose = (at) => {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = at;
    const option = list.children[at];
    if (!option) {
      field.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  };

  const show = ({ count, suggestions }) => {
    choose(-1);
    hrefs = suggestions.map(({ href }) => href);
    list.replaceChildren(...suggestions.map(({ text, what }, at) => {
      const option = document.createElement("li");
      option.id = `suggestion-${at}`;
      option.className = "bw-suggestion";
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const detail = document.createElement("span");
      detail.className = "bw-suggestion__what";
      detail.textContent = what;
      option.append(text, " ", detail);
      return option;
    }));
    list.hidden = hrefs.length === 0;
    field.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = count;
  };

  const ask = async () => {
    asking?.abort();
    const typed = field.value.trim();
    if (typed === "") return close();
    const asked = new AbortController();
    asking = asked;
    try {
      const address = `${field.dataset.suggestions}?q=${encodeURIComponent(typed)}`;
      const answer = await fetch(address, { signal: asked.signal });
      const found = answer.ok ? await answer.json() : { count: "", suggestions: [] };
      if (!asked.signal.aborted && document.activeElement === field) show(found);
    } catch {
      // Another key was pressed, or the network is gone: searching still works.
    }
  };

  field.addEventListener("input", ({ isComposing }) => {
    if (isComposing) return;
    clearTimeout(waiting);
    waiting = setTimeout(ask, pause);
  });

  field.addEventListener("compositionend", ask);

  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return ask();
      // Past either end nothing is chosen, as before.
      const all = hrefs.length + 1;
      choose((chosen + 1 + (key === "ArrowDown" ? 1 : all - 1)) % all - 1);
    } else if (key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.assign(hrefs[chosen]);
    } else if (key === "Enter") {
      close();
    } else if (key === "Escape") {
      event.preventDefault();
      if (list.hidden) field.value = "";
      close();
    } else if (chosen >= 0 && key.startsWith("Arrow")) {
      choose(-1);
    }
  });

  // The field keeps the focus while the list is clicked.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) => {
    const at = [...list.children].indexOf(target.closest("[role=option]"));
    if (at >= 0) location.assign(hrefs[at]);
  });
  field.addEventListener("blur", close);
})();
