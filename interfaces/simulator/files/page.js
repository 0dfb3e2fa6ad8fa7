"use strict";

// The tables are replaced, and nothing else: what a person is typing stays where it is.
(() => {
  const PAUSE_MILLISECONDS = 2000;
  const box = document.getElementById("live");
  const silence = document.getElementById("silence");
  const tables = document.querySelectorAll("tbody[id]");

  const isReading = () => {
    const selection = document.getSelection();
    return selection !== null && !selection.isCollapsed;
  };

  const show = (fresh) => {
    for (const table of tables) {
      const rows = fresh.getElementById(table.id);
      if (rows !== null && rows.innerHTML !== table.innerHTML) {
        table.replaceChildren(...rows.childNodes);
      }
    }
  };

  const refresh = async () => {
    try {
      const answer = await fetch(box.dataset.address, { cache: "no-store" });
      const text = await answer.text();
      silence.hidden = true;
      if (answer.ok && box.checked && !isReading()) {
        show(new DOMParser().parseFromString(text, "text/html"));
      }
    } catch {
      silence.hidden = false;
    }
  };

  const repeat = async () => {
    if (box.checked && !document.hidden) {
      await refresh();
    }
    setTimeout(repeat, PAUSE_MILLISECONDS);
  };

  document.getElementById("live-choice").hidden = false;
  setTimeout(repeat, PAUSE_MILLISECONDS);
})();
