// The running crawl is followed as it gets on. Without this script the page
// shows it as it was when the page was made.
(() => {
  const section = document.querySelector("[data-live]");
  if (!section) return;
  const part = (name) => section.querySelector(`[data-live-${name}]`);
  const parts = (name) => section.querySelectorAll(`[data-live-${name}]`);

  // How long between two questions, where the browser has to ask.
  const PAUSE = 5000;
  // How long between two messages to those who listen to the page.
  const SILENCE = 30000;
  const FIELDS = "startedAt accounts listed repositories toRead stored problems lastProblem { subject what }";

  const number = new Intl.NumberFormat(document.documentElement.lang);
  const fill = (pattern, live) => pattern.replace(/\{(\w+)\}/g, (_, field) => number.format(live[field]));
  let running = !part("now").hidden;
  let said = Date.now();

  const show = (live) => {
    if (running && !live) part("ended").hidden = false;
    running = Boolean(live);
    part("now").hidden = !running;
    // A crawl that was seen to end says so instead.
    part("none").hidden = running || !part("ended").hidden;
    if (!live) {
      part("say").textContent = "";
      return;
    }
    part("ended").hidden = true;
    part("as-of").hidden = true;
    part("started").hidden = Date.parse(live.startedAt) !== Date.parse(section.dataset.live);
    for (const bar of parts("done")) {
      bar.max = Math.max(live[bar.dataset.liveAll], 1);
      bar.value = live[bar.dataset.liveDone];
    }
    for (const text of parts("pattern")) text.textContent = fill(text.dataset.livePattern, live);
    part("problem").hidden = !live.lastProblem;
    if (live.lastProblem) {
      part("problem").querySelector("span").textContent = `${live.lastProblem.subject}: ${live.lastProblem.what}`;
    }
    if (Date.now() - said < SILENCE) return;
    said = Date.now();
    part("say").textContent = fill(part("say").dataset.liveSay, live);
  };

  // Where there is no socket: ask now and then, while somebody looks.
  const ask = async () => {
    if (!document.hidden) {
      try {
        const answer = await fetch("/graphql", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ query: `{ liveCrawl { ${FIELDS} } }` }),
        });
        const { data } = await answer.json();
        if (data) show(data.liveCrawl);
      } catch {
        // The next question may be answered.
      }
    }
    setTimeout(ask, PAUSE);
  };

  // The protocol is graphql-transport-ws.
  const follow = () => {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/graphql/ws`, "graphql-transport-ws");
    const send = (message) => socket.send(JSON.stringify(message));
    socket.addEventListener("open", () => send({ type: "connection_init" }));
    socket.addEventListener("message", ({ data }) => {
      const { type, payload } = JSON.parse(data);
      if (type === "connection_ack") {
        send({ id: "live", type: "subscribe", payload: { query: `subscription { liveCrawl { ${FIELDS} } }` } });
      } else if (type === "next" && payload.data) {
        show(payload.data.liveCrawl);
      } else if (type === "ping") {
        send({ type: "pong" });
      } else if (type === "error" || type === "complete") {
        socket.close();
      }
    });
    // However it ends, asking goes on.
    socket.addEventListener("close", ask, { once: true });
  };

  try {
    follow();
  } catch {
    ask();
  }
})();
