/* The panels about places: a button asks the server, the panel follows the search until it ends. */
"use strict";

(() => {
    const FIRST_PAUSE = 700;
    const LONGEST_PAUSE = 5000;

    function follow(section) {
        const panel = section.querySelector("[data-geolocation-panel]");
        const status = section.querySelector("[data-geolocation-status]");
        let pause = FIRST_PAUSE;
        let timer = 0;

        function say(text) {
            if (status.textContent !== text) {
                status.textContent = text;
            }
        }

        function isRunning() {
            return panel.firstElementChild?.dataset.running === "yes";
        }

        function watch() {
            window.clearTimeout(timer);
            if (isRunning()) {
                timer = window.setTimeout(() => ask(section.dataset.panelUrl, {}), pause);
                pause = Math.min(pause * 1.2, LONGEST_PAUSE);
            }
        }

        function show(html) {
            const hadFocus = panel.contains(document.activeElement);
            const scrolled = panel.querySelector(".geolocation-results")?.scrollTop ?? 0;
            panel.innerHTML = html;
            const results = panel.querySelector(".geolocation-results");
            if (results) {
                results.scrollTop = scrolled;
            }
            if (hadFocus) {
                section.querySelector("h2").focus();
            }
            say(panel.firstElementChild.dataset.announcement);
        }

        async function ask(url, options) {
            try {
                const response = await fetch(url, {...options, redirect: "error"});
                if (!response.ok) {
                    throw new Error(response.statusText);
                }
                show(await response.text());
                watch();
            } catch {
                say(section.dataset.failed);
            }
        }

        section.addEventListener("click", event => {
            const button = event.target.closest("[data-geolocation-post]");
            if (button) {
                pause = FIRST_PAUSE;
                say("");
                const token = button.form.elements.csrfmiddlewaretoken.value;
                ask(button.dataset.geolocationPost, {
                    method: "POST",
                    headers: {"X-CSRFToken": token},
                });
            }
        });
        watch();
    }

    document.querySelectorAll("[data-geolocation]").forEach(follow);
})();
