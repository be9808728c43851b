// A choice of filter or order works at once, without the button. Everything
// works without this script too.
(() => {
  const form = document.getElementById("search");
  if (!form) return;
  document.documentElement.classList.add("bw-scripted");
  // On a small screen the results come first to mind: the filters fold.
  const filters = document.querySelector(".bw-filters");
  if (filters && matchMedia("(max-width: 59.99rem)").matches) filters.open = false;

  const kept = "bronwijzer-focus";

  // Empty fields have no place in an address that people share.
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) {
      if (value === "") formData.delete(name);
    }
  });

  for (const control of form.elements) {
    if (control.type !== "checkbox" && control.tagName !== "SELECT") continue;
    control.addEventListener("change", () => {
      form.requestSubmit();
      sessionStorage.setItem(kept, `${control.name}=${control.value}`);
    });
  }

  // Who comes back finds the choices that belong to the results.
  addEventListener("pageshow", ({ persisted }) => persisted && form.reset());

  // Who chose with the keyboard goes on where they were.
  const focus = sessionStorage.getItem(kept);
  sessionStorage.removeItem(kept);
  if (focus === null) return;
  for (const control of form.elements) {
    const here = control.tagName === "SELECT" ? focus.startsWith("sort=") : `${control.name}=${control.value}` === focus;
    if (!here || control.type === "search" || control.type === "submit") continue;
    for (let box = control.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    control.focus({ preventScroll: false });
  }
})();
