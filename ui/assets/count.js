// Counts down the characters that are left in a text, and takes a visitor to what is wrong.
(() => {
  document.querySelector("[data-focus]")?.focus();
  for (const area of document.querySelectorAll("[data-longest]")) {
    const note = document.getElementById(`${area.id}-count`);
    const number = new Intl.NumberFormat(document.documentElement.lang);
    const count = () => {
      const left = area.dataset.longest - [...area.value].length;
      const words = left < 0 ? note.dataset.over : note.dataset.left;
      note.textContent = words.replace("#", number.format(Math.abs(left)));
    };
    area.addEventListener("input", count);
    if (area.value) count();
  }
})();
