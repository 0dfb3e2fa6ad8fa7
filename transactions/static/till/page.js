/* What else the page does: printing, the receipt's dialog, the masked PIN, and no moving while
   somebody types. */
"use strict";

(() => {
    const STILL_TYPING_MS = 3000;
    let typedAt = -Infinity;

    const byId = (id) => document.getElementById(id);

    // A list that changes under the hands of somebody who types or walks through it is not asked for.
    function isDisturbing(element) {
        const isWalkedThrough = element.contains(document.activeElement);
        return isWalkedThrough || performance.now() - typedAt < STILL_TYPING_MS;
    }

    function print(button) {
        const paper = button.closest("[data-printed]")?.querySelector(".paper");
        for (const other of document.querySelectorAll(".paper.printing")) {
            other.classList.remove("printing");
        }
        paper?.classList.add("printing");
        window.print();
    }

    function clearSecrets(form) {
        for (const secret of form.querySelectorAll("input[type=password]")) {
            secret.value = "";
        }
    }

    document.addEventListener("keydown", () => {
        typedAt = performance.now();
    }, true);
    document.addEventListener("click", (event) => {
        if (event.target.closest("[data-print]")) {
            print(event.target.closest("[data-print]"));
        }
        if (event.target.closest("[data-close]")) {
            event.target.closest("dialog").close();
        }
    });
    document.addEventListener("htmx:configRequest", (event) => {
        if (event.detail.elt.matches("form")) {
            clearSecrets(event.detail.elt);
        }
    });
    document.addEventListener("htmx:beforeRequest", (event) => {
        const { elt, triggeringEvent } = event.detail.requestConfig;
        if (elt.id === "today-list" && !triggeringEvent && isDisturbing(elt)) {
            event.preventDefault();
        }
    });
    document.addEventListener("htmx:afterSwap", (event) => {
        const dialog = byId("receipt");
        if (event.detail.target === dialog && !dialog.open) {
            dialog.showModal();
        }
        if (dialog?.open && event.detail.target !== dialog) {
            dialog.close();
        }
    });
})();
