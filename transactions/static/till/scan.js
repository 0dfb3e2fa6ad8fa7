/* Tells a hand scanner from a person by the time between keys. What it scans goes to recognition,
   one scan after the other, wherever the focus is; otherwise the focus lives in the scan field. */
"use strict";

(() => {
    // Scanners need 1 to 30 ms from key to key; a fast typist needs 80, and 40 only for a pair.
    const LONGEST_GAP_MS = 40;
    const SHORTEST_SCAN = 6;
    // Ends the scan of a scanner that sends neither Enter nor Tab.
    const SILENCE_MS = 300;
    // An Enter that comes so long after the last key still belongs to the scanner.
    const LATE_END_MS = 800;
    const MODIFIERS = ["Shift", "Control", "Alt", "AltGraph", "CapsLock"];
    const TYPED_IN = "input:not([type=hidden], [type=button], [type=submit]), select, textarea";

    const waiting = [];
    const askedAt = new WeakMap();
    let burst;
    let silence;
    let endedAt = -Infinity;
    let typedAt = -Infinity;
    let isRecognising = false;

    const field = () => document.getElementById("scan");
    const scanForm = () => document.getElementById("scan-form");
    const isScan = () => burst !== undefined && burst.text.length >= SHORTEST_SCAN;

    function swallow(event) {
        event.preventDefault();
        event.stopImmediatePropagation();
    }

    function begin(event) {
        if (document.activeElement === document.body) {
            focusScan();
        }
        const place = document.activeElement;
        burst = { text: "", at: event.timeStamp, place, before: place.value };
    }

    function takeBack() {
        const { place, before } = burst;
        if (before !== undefined && place.value !== before) {
            place.value = before;
            place.dispatchEvent(new Event("input", { bubbles: true }));
        }
    }

    function noteCharacter(event) {
        if (!burst || event.repeat || event.timeStamp - burst.at > LONGEST_GAP_MS) {
            finish();
            begin(event);
        }
        burst.text += event.key;
        burst.at = event.timeStamp;
        if (!isScan()) {
            typedAt = performance.now();
            return;
        }
        swallow(event);
        takeBack();
        clearTimeout(silence);
        silence = setTimeout(finish, SILENCE_MS);
    }

    function finish() {
        clearTimeout(silence);
        if (isScan()) {
            endedAt = burst.at;
            accept(burst.text);
        }
        burst = undefined;
    }

    function noteEnd(event) {
        if (isScan()) {
            swallow(event);
            finish();
            endedAt = -Infinity;
        } else if (event.timeStamp - endedAt < LATE_END_MS) {
            swallow(event);
            endedAt = -Infinity;
        }
        burst = undefined;
    }

    function accept(scan) {
        const text = withoutPrefix(scan.trim());
        if (text) {
            waiting.push(text);
            recogniseNext();
        }
    }

    // On an Austrian keyboard a scanner that thinks it is American types "+" for "]", and one that
    // has the neighbouring key in mind "ü". No card or coupon begins so.
    function withoutPrefix(scan) {
        return scan.replace(/^[\]+üÜ][A-Za-z][0-9A-Za-z]/, "");
    }

    async function recogniseNext() {
        const isSaleUnderWay = document.querySelector("#collect[aria-busy=true]") !== null;
        if (isRecognising || isSaleUnderWay || waiting.length === 0) {
            return;
        }
        isRecognising = true;
        try {
            await till.recognise(waiting.shift());
        } finally {
            isRecognising = false;
            recogniseNext();
        }
    }

    function focusScan() {
        const scan = field();
        if (scan) {
            // Keeps a tablet's keyboard down until somebody taps the field.
            scan.inputMode = "none";
            scan.focus({ preventScroll: true });
        }
    }

    // Somebody who went on typing after asking keeps the focus.
    function focusAfterOutcome(source, target) {
        const wrong = target.querySelector("[aria-invalid=true]");
        const place = document.activeElement;
        if (wrong) {
            wrong.focus();
        } else if (!place.matches(TYPED_IN) || typedAt < (askedAt.get(source) ?? Infinity)) {
            focusScan();
        }
    }

    window.addEventListener("keydown", (event) => {
        const isShortcut = (event.ctrlKey || event.altKey) && !event.getModifierState("AltGraph");
        if (event.isComposing || event.metaKey || isShortcut || MODIFIERS.includes(event.key)) {
            return;
        }
        if (event.key === "Enter" || event.key === "Tab") {
            noteEnd(event);
        } else if (event.key.length === 1) {
            noteCharacter(event);
        } else {
            finish();
        }
    }, true);

    document.addEventListener("submit", (event) => {
        if (event.target === scanForm()) {
            swallow(event);
            accept(field().value);
            field().value = "";
        }
    }, true);

    document.addEventListener("focusout", (event) => {
        if (!event.relatedTarget) {
            setTimeout(() => document.activeElement === document.body && focusScan());
        }
    });
    // A button that was clicked gives the focus back; one that was reached by keyboard keeps it.
    document.addEventListener("click", (event) => {
        if (event.detail > 0) {
            setTimeout(() => document.activeElement.matches(TYPED_IN) || focusScan());
        }
    });
    document.addEventListener("pointerdown", (event) => {
        if (event.target === field()) {
            field().inputMode = "text";
        }
    });
    document.addEventListener("htmx:beforeRequest", (event) => {
        askedAt.set(event.detail.elt, performance.now());
    });
    document.addEventListener("htmx:afterSettle", (event) => {
        const source = event.detail.requestConfig?.elt;
        if (source && source !== scanForm() && !source.matches("[data-keep]")) {
            focusAfterOutcome(source, event.detail.target);
        }
    });
    document.addEventListener("till:settled", (event) => {
        focusAfterOutcome(event.detail.form, event.detail.target);
        recogniseNext();
    });
    window.addEventListener("focus", () => document.activeElement === document.body && focusScan());
    document.addEventListener("DOMContentLoaded", focusScan);
})();
