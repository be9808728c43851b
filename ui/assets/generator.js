// Shows the file while a visitor fills in the form. Without this, the button does.
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
      const made = page.getElementById("preview");
      if (made && mine === latest) {
        document.getElementById("preview").replaceWith(document.adoptNode(made));
      }
    } catch {
      // The button still works.
    }
  }
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(preview, 800);
  });
})();
