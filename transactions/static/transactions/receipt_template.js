"use strict";

// Shows beside the text what it prints, a moment after the last key.
document.addEventListener("DOMContentLoaded", () => {
    const WAIT_MS = 250;
    const FIELDS = ["text", "width", "language", "chain", "branch"];

    const preview = document.querySelector(".receipt-preview");
    if (!preview) {
        return;
    }
    const form = preview.closest("form");
    const field = (name) => form.elements[name];
    const sample = document.getElementById("receipt-sample");
    const paper = preview.querySelector(".receipt-paper");
    const lines = preview.querySelector(".receipt-lines");
    const mistakes = preview.querySelector(".receipt-mistakes");
    let timer = 0;
    let asked = 0;

    form.addEventListener("input", (event) => {
        if (event.target === sample || FIELDS.includes(event.target.name)) {
            clearTimeout(timer);
            timer = setTimeout(refresh, WAIT_MS);
        }
    });
    field("language")?.addEventListener("change", offerDefault);
    for (const button of document.querySelectorAll("[data-insert]")) {
        button.addEventListener("click", () => insert(button.dataset.insert));
    }
    if (field("text")) {
        refresh();
    }

    async function refresh() {
        const number = ++asked;
        try {
            const answer = await ask();
            if (number === asked) {
                show(answer);
            }
        } catch {
            if (number === asked) {
                showMistakes([preview.dataset.unanswered]);
            }
        }
    }

    async function ask() {
        const body = new FormData();
        body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
        body.set("sample", sample.value);
        for (const name of FIELDS) {
            if (field(name)) {
                body.set(name, field(name).value);
            }
        }
        const response = await fetch(preview.dataset.url, {method: "POST", body});
        if (response.redirected || !response.headers.get("Content-Type")?.includes("json")) {
            throw new Error(`no answer: ${response.status}`);
        }
        return response.json();
    }

    function show(answer) {
        showMistakes(answer.mistakes);
        if (!answer.lines) {
            return;
        }
        paper.dataset.width = answer.width;
        lines.replaceChildren(...answer.lines.map((line) => {
            const item = document.createElement("li");
            item.textContent = line.text;
            item.classList.toggle("continued", line.isContinued);
            return item;
        }));
    }

    function showMistakes(sentences) {
        paper.classList.toggle("stale", sentences.length > 0);
        const list = document.createElement("ul");
        list.append(...sentences.map((sentence) => {
            const item = document.createElement("li");
            item.textContent = sentence;
            return item;
        }));
        mistakes.replaceChildren(...(sentences.length ? [list] : []));
    }

    function offerDefault() {
        const text = field("text");
        const defaults = [preview.dataset.defaultDe, preview.dataset.defaultEn];
        if (text && defaults.includes(text.value)) {
            text.value = field("language").value === "en" ? defaults[1] : defaults[0];
            refresh();
        }
    }

    function insert(placeholder) {
        const text = field("text");
        if (!text) {
            return;
        }
        text.setRangeText(placeholder, text.selectionStart, text.selectionEnd, "end");
        text.focus();
        refresh();
    }
});
