/* The eye beside a stored password: asks for the own password, shows the stored one for 30 seconds.
   Shown, it stands in one element only, which is emptied on every way out. */
"use strict";

(() => {
    const SHOWN_FOR_MILLISECONDS = 30_000;
    const content = document.getElementById("reveal").content.cloneNode(true);
    const place = content.querySelector(".reveal-place");
    const eye = place.querySelector(".reveal-eye");
    const note = place.querySelector(".reveal-note");
    const dialog = content.querySelector("dialog");
    const form = dialog.querySelector("form");
    const question = dialog.querySelector(".reveal-question");
    const own = form.elements.namedItem("password");
    const caps = dialog.querySelector(".reveal-caps");
    const error = dialog.querySelector(".reveal-error");
    const answer = dialog.querySelector(".reveal-answer");
    const value = dialog.querySelector(".reveal-value");
    const main = dialog.querySelector(".reveal-main");
    const close = dialog.querySelector(".reveal-close");
    let timer;
    let request;

    function forget() {
        clearTimeout(timer);
        request?.abort();
        request = undefined;
        value.textContent = "";
        own.value = "";
        error.textContent = "";
        caps.hidden = true;
        answer.hidden = true;
        question.hidden = false;
        main.hidden = false;
        main.disabled = false;
    }

    function leave() {
        const wasShown = !answer.hidden;
        forget();
        if (dialog.open) {
            dialog.close();
        }
        if (wasShown) {
            note.textContent = dialog.dataset.hidden;
        }
    }

    function show(password) {
        question.hidden = true;
        main.hidden = true;
        answer.hidden = false;
        value.textContent = password;
        value.focus();
        timer = setTimeout(leave, SHOWN_FOR_MILLISECONDS);
    }

    function refuse(message) {
        error.textContent = message;
        own.value = "";
        main.disabled = false;
        own.focus();
    }

    async function ask() {
        const asked = new AbortController();
        request = asked;
        main.disabled = true;
        error.textContent = "";
        const outcome = await post(asked.signal);
        if (request !== asked || document.hidden) {
            return;
        }
        request = undefined;
        own.value = "";
        if (outcome.password) {
            show(outcome.password);
        } else {
            refuse(outcome.message);
        }
    }

    async function post(signal) {
        try {
            const response = await fetch(form.action, {
                method: "POST",
                body: new URLSearchParams(new FormData(form)),
                cache: "no-store",
                redirect: "manual",
                signal,
            });
            if (response.headers.get("Content-Type") === "application/json") {
                return await response.json();
            }
            const { failed, signedOut } = dialog.dataset;
            return { message: response.status >= 500 ? failed : signedOut };
        } catch {
            return { message: dialog.dataset.failed };
        }
    }

    function keepFocusInside(event) {
        const stops = [own, value, main, close].filter(
            (element) => element.offsetParent !== null && !element.disabled,
        );
        const edge = event.shiftKey ? stops.at(0) : stops.at(-1);
        const next = event.shiftKey ? stops.at(-1) : stops.at(0);
        if (document.activeElement === edge || !dialog.contains(document.activeElement)) {
            event.preventDefault();
            next.focus();
        }
    }

    eye.addEventListener("click", () => {
        forget();
        note.textContent = "";
        dialog.showModal();
        own.focus();
    });
    close.addEventListener("click", leave);
    dialog.addEventListener("close", () => {
        leave();
        eye.focus();
    });
    dialog.addEventListener("keydown", (event) => {
        if (event.key === "Tab") {
            keepFocusInside(event);
        }
    });
    for (const name of ["keydown", "keyup"]) {
        own.addEventListener(name, (event) => {
            caps.hidden = !event.getModifierState("CapsLock");
        });
    }
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (!main.disabled) {
            ask();
        }
    });
    window.addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", () => {
        if (document.hidden) {
            leave();
        }
    });

    const state = document.querySelector(".field-password_state .readonly");
    (state ?? document.getElementById("reveal").parentElement).append(place);
    document.body.append(dialog);
})();
