/* Whether the server answers. Without it, what needs an answer at once is refused with a sentence,
   and the page asks from time to time whether it is back. */
"use strict";

globalThis.till ??= {};

(() => {
    const WORKER = "/kasse/worker.js";
    const SHELL = "/kasse/huelle/";
    const PROBE_TIMEOUT_MS = 5000;
    const FIRST_PAUSE_MS = 1000;
    const LONGEST_PAUSE_MS = 30_000;
    const PATIENCE_MS = { "scan-form": 4000, collect: 8000 };
    // Longer than the server holds the answer to a redemption.
    const LONGEST_PATIENCE_MS = 25_000;
    // A proxy says these for a server that is away.
    const AWAY = [0, 502, 503, 504];

    let isCut = false;
    let pause = FIRST_PAUSE_MS;
    let timer;

    const isShell = () => "shell" in document.body.dataset;
    const isOff = () => isCut || !navigator.onLine;

    function show(name, isShown) {
        const sentence = document.getElementById(name);
        if (sentence && sentence.hidden === isShown) {
            sentence.hidden = !isShown;
        }
    }

    function note(isThere) {
        const wasOff = isCut;
        isCut = !isThere;
        show("offline", isOff());
        clearTimeout(timer);
        if (isCut) {
            timer = setTimeout(probe, pause);
            pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
        } else {
            pause = FIRST_PAUSE_MS;
            show("online-only", false);
        }
        if (wasOff && isThere) {
            document.dispatchEvent(new CustomEvent("till:online"));
        }
    }

    async function probe() {
        const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
        try {
            const answer = await fetch(SHELL, { cache: "no-store", redirect: "manual", signal });
            note(!AWAY.includes(answer.status) || answer.type === "opaqueredirect");
        } catch {
            note(false);
        }
    }

    // A form that needs a line is refused when it is sent, a button or link when it is pressed.
    function refuse(event) {
        const needing = event.target.closest("[data-online-only]");
        const isForm = needing?.matches("form");
        if (needing && isOff() && isForm === (event.type === "submit")) {
            event.preventDefault();
            event.stopImmediatePropagation();
            show("online-only", true);
            probe();
        }
    }

    // The page without data makes room for the real one, unless somebody works with it.
    function leaveShell() {
        const typed = "#collect :is(input:not([type=hidden]), textarea)";
        const fields = [...document.querySelectorAll(typed)];
        const isTouched = fields.some((field) => field.value !== field.defaultValue);
        const isEmpty = document.getElementById("recognised").childElementCount === 0;
        if (isShell() && !isOff() && isEmpty && !isTouched) {
            location.reload();
        }
    }

    document.addEventListener("submit", refuse, true);
    document.addEventListener("click", refuse, true);
    document.addEventListener("htmx:configRequest", (event) => {
        event.detail.timeout ||= PATIENCE_MS[event.detail.elt.id] ?? LONGEST_PATIENCE_MS;
    });
    document.addEventListener("htmx:afterRequest", (event) => {
        const isThere = !AWAY.includes(event.detail.xhr.status);
        note(isThere);
        if (!isThere && event.detail.elt.closest("[data-online-only]")) {
            show("unanswered", true);
        }
    });
    document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "visible" && isOff()) {
            probe();
        }
    });
    window.addEventListener("online", probe);
    window.addEventListener("offline", () => note(false));
    document.addEventListener("DOMContentLoaded", () => note(navigator.onLine && !isShell()));
    document.addEventListener("till:round", leaveShell);
    navigator.serviceWorker?.register(WORKER, { scope: "/kasse/" }).catch(() => {});

    till.line = { isOff, note };
})();
