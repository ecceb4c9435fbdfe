// Keeps the figures fresh while somebody looks. Everything on the pages also works without this file.
"use strict";

const main = document.querySelector("main[data-refresh]");

async function refresh() {
  const isBusy = main.contains(document.activeElement) && document.activeElement !== main;
  if (document.hidden || isBusy || window.getSelection().type === "Range") return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  const parts = ["#main", "#clock"];
  for (const part of parts) {
    const now = document.querySelector(part);
    const fresh = next.querySelector(part);
    if (now && fresh && now.innerHTML !== fresh.innerHTML) now.replaceChildren(...fresh.childNodes);
  }
}

if (main) {
  const seconds = Number(main.dataset.refresh);
  // A failed refresh leaves the page as it is; the next one tries again.
  setInterval(() => refresh().catch(() => undefined), seconds * 1000);
}

// A verdict is sent once, however often the button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
