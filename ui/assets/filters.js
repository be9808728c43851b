// Helps with choosing: tells how many a choice finds, searches in long lists, says aloud what
// was found, and folds the menu. Everything works without this script too.
(() => {
  // The menu of a narrow window lies over the page: it folds when the focus goes elsewhere.
  const menu = document.querySelector(".bw-nav__folded");
  menu?.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !menu.contains(relatedTarget)) menu.open = false;
  });
  menu?.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // What is on a page when it loads is not read out; what comes after is.
  const status = document.querySelector("[data-announce]");
  if (status) setTimeout(() => { status.textContent = status.dataset.announce; }, 500);

  for (const field of document.querySelectorAll("[data-facet-search]")) {
    field.parentElement.hidden = false;
    const choices = field.closest("[data-facet]").querySelectorAll(".bw-facet__more .bw-choice");
    field.addEventListener("input", () => {
      const word = field.value.trim().toLowerCase();
      for (const choice of choices) {
        choice.hidden = !choice.querySelector(".bw-choice__label").textContent.toLowerCase().includes(word);
      }
    });
    field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  }

  const compare = document.getElementById("compare");
  const limitPicks = () => {
    const boxes = [...compare.querySelectorAll("[name=met]")];
    const picked = boxes.filter((box) => box.type === "hidden" || box.checked).length;
    for (const box of boxes) box.disabled = box.type === "checkbox" && !box.checked && picked >= compare.dataset.most;
  };
  if (compare) {
    compare.addEventListener("change", limitPicks);
    limitPicks();
  }

  const form = document.getElementById("search");
  if (!form) return;
  // Empty fields have no place in an address that people share.
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) {
      if (value === "") formData.delete(name);
    }
  });
  // Who comes back finds the choices that belong to the results.
  addEventListener("pageshow", ({ persisted }) => persisted && form.reset());

  const found = document.querySelector("[data-count]");
  if (!found) return;
  const number = new Intl.NumberFormat(document.documentElement.lang);
  let timer, asked = 0;
  const count = async () => {
    const address = new URL(found.dataset.count, location.origin);
    for (const [name, value] of new FormData(form)) {
      if (name === "q") address.searchParams.append("query", value);
      else if (!["sort", "weergave", "met"].includes(name)) address.searchParams.append(name, value);
    }
    const turn = ++asked;
    const answer = await fetch(address).catch(() => null);
    if (!answer || !answer.ok || turn !== asked) return;
    const { total } = await answer.json();
    const words = total === 1 ? found.dataset.one : found.dataset.other;
    found.textContent = words.replace("#", number.format(total));
  };
  for (const control of form.elements) {
    if (control.type !== "checkbox") continue;
    control.addEventListener("change", () => {
      clearTimeout(timer);
      timer = setTimeout(count, 250);
    });
  }
})();
