"use strict";

// Posts what stands in the form, without saving it, and shows each stage of the test as it ends.
(() => {
    const FIELDS = ["partner_short_name", "host", "username", "new_password", "profile_name"];
    const POLL_MS = 400;
    const LONGEST_MS = 60000;
    const REPORTED = new Set(["passed", "failed", "skipped"]);

    const box = document.querySelector(".connection-test");
    const button = box?.querySelector("button");
    if (!button) {
        return;
    }
    const form = button.form;
    const stages = box.querySelector(".connection-test-stages");
    const progress = box.querySelector(".connection-test-progress");
    const outcome = box.querySelector(".connection-test-outcome");
    const last = box.querySelector(".connection-test-last");

    button.addEventListener("click", async () => {
        if (button.hasAttribute("aria-disabled")) {
            return;
        }
        begin();
        try {
            await run();
        } catch {
            showOutcome("lost", box.dataset.unanswered);
        }
        button.removeAttribute("aria-disabled");
        box.removeAttribute("aria-busy");
    });
    form.addEventListener("input", (event) => {
        if (FIELDS.includes(event.target.name) && outcome.dataset.state && !outcome.dataset.changed) {
            outcome.dataset.changed = "yes";
            outcome.append(write("p", box.dataset.changed));
        }
    });

    function begin() {
        button.setAttribute("aria-disabled", "true");
        box.setAttribute("aria-busy", "true");
        outcome.replaceChildren();
        delete outcome.dataset.state;
        delete outcome.dataset.changed;
        progress.textContent = "";
        stages.hidden = true;
        for (const item of stages.children) {
            item.dataset.state = "open";
            item.querySelector(".connection-test-word").textContent = "";
            item.querySelector(".connection-test-duration").textContent = "";
        }
    }

    async function run() {
        let answer = await post();
        if (!answer.report) {
            showProblems(answer);
            return;
        }
        stages.hidden = false;
        const end = Date.now() + LONGEST_MS;
        while (showReport(answer.report) && Date.now() < end) {
            await new Promise((resolve) => setTimeout(resolve, POLL_MS));
            answer = await read(fetch(answer.url, {headers: {Accept: "application/json"}}));
        }
        if (!answer.report?.is_ended) {
            showOutcome("lost", answer.message || box.dataset.unanswered);
        }
    }

    function post() {
        const body = new FormData();
        body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
        for (const name of FIELDS) {
            body.set(name, form.elements[name]?.value ?? "");
        }
        return read(fetch(box.dataset.url, {method: "POST", body}));
    }

    async function read(request) {
        const response = await request;
        if (response.redirected || !response.headers.get("Content-Type")?.includes("json")) {
            throw new Error(`no answer: ${response.status}`);
        }
        return response.json();
    }

    function showReport(report) {
        for (const line of report.lines) {
            showLine(line);
        }
        if (report.is_ended) {
            showOutcome(report.state, report.headline);
            showLast(report.summary);
        }
        return !report.is_ended;
    }

    function showLine(line) {
        const item = stages.querySelector(`[data-stage="${line.stage}"]`);
        if (item.dataset.state === line.state) {
            return;
        }
        item.dataset.state = line.state;
        item.querySelector(".connection-test-word").textContent = line.word;
        item.querySelector(".connection-test-duration").textContent = line.duration;
        if (REPORTED.has(line.state)) {
            progress.textContent = [line.label, line.word, line.duration].filter(Boolean).join(", ");
        }
    }

    function showOutcome(state, sentence) {
        outcome.dataset.state = state;
        outcome.replaceChildren(write("p", sentence));
    }

    function showLast(summary) {
        const line = document.createElement("p");
        line.append(write("strong", box.dataset.last), ` ${summary}`);
        last.replaceChildren(line);
    }

    function showProblems(answer) {
        showOutcome("failed", answer.message);
        if (!answer.problems) {
            return;
        }
        const list = document.createElement("ul");
        for (const problem of answer.problems) {
            const item = document.createElement("li");
            const link = write("a", problem.label);
            link.href = `#id_${problem.field}`;
            link.addEventListener("click", (event) => {
                event.preventDefault();
                form.elements[problem.field]?.focus();
            });
            item.append(link, `: ${problem.text}`);
            list.append(item);
        }
        outcome.append(list);
    }

    function write(name, text) {
        const element = document.createElement(name);
        element.textContent = text;
        return element;
    }
})();
