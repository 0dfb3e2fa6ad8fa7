/* What a scan is: the server says it; without a line the page does by the same rules. */
"use strict";

globalThis.till ??= {};

(() => {
    const OK = 200;
    const LONGEST_COUPON = 255;
    const SHORTEST_SHOWN = 13;
    const CARD_LENGTHS = [10, 13, 16];

    const area = () => document.getElementById("recognised");
    const form = () => document.getElementById("scan-form");

    function say(name) {
        for (const sentence of document.querySelectorAll("[data-scan-sentence]")) {
            sentence.hidden = sentence.id !== name;
        }
    }

    function sum(digits, weigh) {
        const weighed = [...digits].reverse().map((digit, place) => weigh(Number(digit), place));
        return weighed.reduce((total, weight) => total + weight, 0);
    }

    function isLuhn(digits) {
        const weigh = (digit, place) => {
            const doubled = place % 2 ? digit * 2 : digit;
            return doubled > 9 ? doubled - 9 : doubled;
        };
        return sum(digits, weigh) % 10 === 0;
    }

    function isEan(digits) {
        return sum(digits, (digit, place) => (place % 2 ? digit * 3 : digit)) % 10 === 0;
    }

    // Returns "card", "coupon", or "misread" for what looks like a card and is none.
    function judge(scan) {
        const digits = scan.replace(/[\s.\-\u2010-\u2015\u2212]/g, "");
        if (!/^[0-9]+$/.test(digits) || !CARD_LENGTHS.includes(digits.length)) {
            return scan.length <= LONGEST_COUPON ? "coupon" : "misread";
        }
        if (digits.length === 16) {
            const prefixes = (form().dataset.prefixes ?? "904").split(" ");
            const looksSo = prefixes.some((prefix) => digits.startsWith(prefix));
            return looksSo ? (isLuhn(digits) ? "card" : "misread") : "coupon";
        }
        const full = digits.length === 10 ? `240${digits}` : digits;
        return full.startsWith("240") ? (isEan(full) ? "card" : "misread") : "coupon";
    }

    function isThere(scan) {
        const coupons = area().querySelectorAll("input[name=coupons]");
        return [...coupons].some((coupon) => coupon.value === scan);
    }

    function mask(scan) {
        const digits = scan.replace(/\D/g, "");
        const shown = digits.length < SHORTEST_SHOWN ? 0 : 4;
        const middle = "*".repeat(digits.length - (shown ? 10 : 0));
        return digits.slice(0, shown && 6) + middle + digits.slice(digits.length - shown);
    }

    function put(kind, scan) {
        const item = document.getElementById(`recognised-${kind}`).content.cloneNode(true);
        item.querySelector("input").value = scan;
        item.querySelector("[data-shown]").textContent = kind === "card" ? mask(scan) : scan;
        if (kind === "card") {
            area().querySelector("input[name=card]")?.closest("[data-item]").remove();
            area().prepend(item);
        } else {
            area().append(item);
        }
    }

    function recogniseHere(scan) {
        const kind = judge(scan);
        if (kind === "misread") {
            say("scan-misread");
        } else {
            put(kind, scan);
        }
    }

    async function ask(scan) {
        const asked = form();
        const answered = new Promise((resolve) => {
            const note = (event) => resolve(event.detail.xhr.status);
            asked.addEventListener("htmx:afterRequest", note, { once: true });
        });
        const source = { source: asked, values: { scan } };
        await htmx.ajax("POST", asked.getAttribute("hx-post"), source).catch(() => {});
        return answered;
    }

    till.recognise = async (scan) => {
        say("");
        if (isThere(scan)) {
            say("coupon-twice");
        } else if (till.line.isOff() || (await ask(scan)) !== OK) {
            recogniseHere(scan);
        }
    };
})();
