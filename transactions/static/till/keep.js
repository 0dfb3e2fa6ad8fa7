/* Keeps every collect in this browser before the first attempt to send it, and lets go of it only
   after a final answer. */
"use strict";

(() => {
    const FINAL = ["booked", "queued", "refused", "unknown"];
    const NOT_ACCEPTED = 422;
    let underWay;

    const byId = (id) => document.getElementById(id);

    function writeMoment(moment) {
        const pad = (number) => String(number).padStart(2, "0");
        const ahead = -moment.getTimezoneOffset();
        const [hours, minutes] = [Math.trunc(Math.abs(ahead) / 60), Math.abs(ahead) % 60];
        const local = new Date(moment.getTime() + ahead * 60_000).toISOString().slice(0, 19);
        return `${local}${ahead < 0 ? "-" : "+"}${pad(hours)}:${pad(minutes)}`;
    }

    function readSale(form) {
        const key = crypto.randomUUID();
        form.elements.namedItem("key").value = key;
        form.elements.namedItem("sold_at").value = writeMoment(new Date());
        const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
        return { key, fields };
    }

    // While the page sends a sale itself, no tab sends the kept one beside it.
    function hold(key) {
        return new Promise((held) => {
            navigator.locks.request(till.send.nameLock(key), () => new Promise(held));
        });
    }

    function setBusy(form, isBusy) {
        form.inert = isBusy;
        form.setAttribute("aria-busy", String(isBusy));
    }

    async function submit(form, request) {
        setBusy(form, true);
        const sale = readSale(form);
        till.keyUnderWay = sale.key;
        underWay = { form, target: request.target, release: await hold(sale.key) };
        request.target.replaceChildren();
        byId("not-kept").hidden = true;
        try {
            underWay.number = await till.store.add(sale);
        } catch (error) {
            console.error("till: not kept", error);
        }
        if (till.line.isOff()) {
            await settle("unanswered");
        } else {
            request.issueRequest(true);
        }
    }

    function judge(xhr) {
        if (xhr.status === NOT_ACCEPTED) {
            return "not accepted";
        }
        const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
        const outcome = page.querySelector("[data-outcome]")?.dataset.outcome;
        return xhr.status === 200 && FINAL.includes(outcome) ? "final" : "unanswered";
    }

    async function settle(answer) {
        const { form, target, number, release } = underWay;
        const isKept = answer === "unanswered" && number !== undefined;
        if (answer !== "unanswered" && number !== undefined) {
            await till.store.remove(number);
        }
        release();
        underWay = undefined;
        till.keyUnderWay = undefined;
        await till.send.tell();
        if (isKept) {
            target.replaceChildren(byId("kept").content.cloneNode(true));
        }
        byId("not-kept").hidden = answer !== "unanswered" || isKept;
        if (isKept || answer === "final") {
            form.reset();
            byId("recognised").replaceChildren();
        }
        setBusy(form, false);
        document.dispatchEvent(new CustomEvent("till:settled", { detail: { form, target } }));
        till.send.soon();
    }

    document.addEventListener("htmx:confirm", (event) => {
        const form = event.detail.elt;
        if (form.matches("form[data-keep]")) {
            event.preventDefault();
            if (!underWay && !form.inert && form.reportValidity()) {
                submit(form, event.detail);
            }
        }
    });
    document.addEventListener("htmx:afterRequest", (event) => {
        if (underWay && event.detail.requestConfig.elt === underWay.form) {
            settle(judge(event.detail.xhr));
        }
    });
})();
