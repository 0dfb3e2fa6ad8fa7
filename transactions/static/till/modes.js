/* One mode of the page at a time. A PIN is gone from the page as soon as it was sent or refused,
   and whenever somebody leaves it. */
"use strict";

(() => {
    const forgetPin = () => {
        for (const secret of document.querySelectorAll(".till input[type=password]")) {
            secret.value = "";
        }
    };

    function choose(mode) {
        forgetPin();
        for (const button of document.querySelectorAll("[data-mode]")) {
            button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
        }
        for (const panel of document.querySelectorAll("[data-panel]")) {
            panel.hidden = panel.dataset.panel !== mode;
        }
    }

    document.addEventListener("click", (event) => {
        const button = event.target.closest("[data-mode]");
        if (button) {
            choose(button.dataset.mode);
        }
    });
    // Listens before everybody who may stop the event, and clears when the others have read.
    window.addEventListener("submit", () => setTimeout(forgetPin), true);
    window.addEventListener("pagehide", forgetPin);
    document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "hidden") {
            forgetPin();
        }
    });
})();
