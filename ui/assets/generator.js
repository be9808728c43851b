// Shows the file and organisations to choose from while a visitor fills in the form. Without
// this, the buttons do.
(() => {
  const form = document.querySelector("[data-generator]");
  let timer;
  let latest = 0;
  async function preview() {
    const mine = ++latest;
    try {
      const answer = await fetch(form.getAttribute("action"), {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
      });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const id of ["preview", "organisations"]) {
        const made = page.getElementById(id);
        if (made && mine === latest) {
          document.getElementById(id).replaceWith(document.adoptNode(made));
        }
      }
    } catch {
      // The buttons still work.
    }
  }
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(preview, 800);
  });
})();
