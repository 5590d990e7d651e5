// Reads the page aloud where the browser can: the button is made here, so that nobody is offered what cannot work.
(() => {
  "use strict";
  const bar = document.querySelector("[data-read]");
  if (!bar || !("speechSynthesis" in window) || !window.SpeechSynthesisUtterance) return;
  const speech = window.speechSynthesis;
  const parts = "h1, .lead, .figures > div, .message, main h2, main h3, figcaption, main p, dl.facts > *, dl.terms > *, ul.plain > li";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "read-aloud";
  let reading = 0;
  show(false);
  bar.prepend(button);
  button.addEventListener("click", () => (reading ? stop() : start()));
  window.addEventListener("pagehide", stop);

  function show(on) {
    button.textContent = on ? bar.dataset.stop : bar.dataset.read;
    button.setAttribute("aria-pressed", String(on));
  }
  function texts() {
    const seen = [...document.querySelectorAll(parts)].filter((one) =>
      one.offsetParent !== null && !one.closest("nav, .source, details:not([open]), .chart-data") &&
      !(one.parentElement.closest(parts)));
    return seen.map((one) => one.innerText.replace(/\s+/g, " ").trim()).filter(Boolean);
  }
  function start() {
    const turn = (reading = Date.now());
    const rest = texts();
    show(true);
    (function next() {
      if (reading !== turn) return;
      const text = rest.shift();
      if (!text) return stop();
      const words = new SpeechSynthesisUtterance(text);
      words.lang = document.documentElement.lang === "en" ? "en" : "zh-CN";
      words.rate = 0.95;
      words.onend = words.onerror = next;
      speech.speak(words);
    })();
  }
  function stop() {
    reading = 0;
    speech.cancel();
    show(false);
  }
})();
